import { badUserInput } from '@soko/errors';
import { readList, readText } from '@soko/input';

/** What a picture shows, as its sender said. */
export type EvidenceSubject = 'SHIPPING' | 'MESSAGES' | 'RECEIPT' | 'OTHER';

/** A picture that a seller shows a bank. */
export interface EvidencePicture {
  id: string;
  mimeType: string;
  shows: EvidenceSubject;
  content: Buffer;
}

/** Pictures that a provider takes for one dispute. */
export const maxEvidencePictures = 4;

/** Bytes that a provider takes for one dispute. */
export const maxEvidenceBytes = 4_500_000;

const evidenceTypes = new Set(['image/jpeg', 'image/png']);

interface WrittenPicture {
  id: string;
  mimeType: string;
  shows?: EvidenceSubject | undefined;
  /** As base64. */
  content: string;
}

/** Throws BAD_USER_INPUT for pictures that no provider takes. */
export function readEvidencePictures(written: readonly WrittenPicture[]): EvidencePicture[] {
  readList(written, 'pictures', { min: 0, max: maxEvidencePictures });
  const pictures = written.map(({ id, mimeType, shows = 'OTHER', content }, index) => {
    if (!evidenceTypes.has(mimeType))
      throw badUserInput('A picture must be JPEG or PNG.', `pictures.${index}.mimeType`);
    return {
      id: readText(id, `pictures.${index}.id`, { max: 40 }),
      mimeType,
      shows,
      content: Buffer.from(content, 'base64'),
    };
  });
  if (pictures.reduce((sum, { content }) => sum + content.length, 0) > maxEvidenceBytes) {
    throw badUserInput(`The pictures must have at most ${maxEvidenceBytes} bytes together.`, 'pictures');
  }
  return pictures;
}
