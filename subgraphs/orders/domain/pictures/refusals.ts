import { refuse, type Refused } from '@soko/refusals';
import { acceptedTypes } from './picture.ts';

export type CasePictureNotUsable = Refused<'CasePictureNotUsable', { pictureId: string }>;

export const casePictureNotUsable = (pictureId: string, message: string): CasePictureNotUsable =>
  refuse('CasePictureNotUsable', message, { pictureId });

export type CasePictureRefused = Refused<'CasePictureRefused', { acceptedTypes: string[]; maxBytes: number }>;

export const casePictureRefused = (maxBytes: number): CasePictureRefused =>
  refuse(
    'CasePictureRefused',
    `A picture must have one of the types ${acceptedTypes.join(', ')} and at most ${maxBytes.toLocaleString('en')} bytes.`,
    { acceptedTypes: [...acceptedTypes], maxBytes },
  );
