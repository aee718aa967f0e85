import { refuse, type Refused } from '@soko/refusals';

export type SampleNameTaken = Refused<'SampleNameTaken'>;

export const sampleNameTaken = (name: string): SampleNameTaken =>
  refuse('SampleNameTaken', `Another sample of yours is named "${name}". Choose another name.`);
