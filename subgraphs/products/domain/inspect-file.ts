import { inspectPicture, isPicture } from '@soko/media/pictures';
import type { Upload } from './upload.ts';

/** Size of a valid picture in pixels (null for a text file), or the problem of an invalid file. */
export type Inspection = { width: number | null; height: number | null } | { problem: string };

/**
 * Checks that a file with the beginning `head` has the announced type. Digital goods may contain anything: they are only
 * sent as attachments, so no browser interprets them on our site.
 */
export function inspectFile(head: Buffer, { mimeType, purpose }: Pick<Upload, 'mimeType' | 'purpose'>): Inspection {
  if (purpose === 'DIGITAL_GOODS') return { width: null, height: null };
  return isPicture(mimeType) ? inspectPicture(head, mimeType) : inspectText(head);
}

function inspectText(head: Buffer): Inspection {
  // `stream` allows a character that is cut off at the end of the head.
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return { problem: 'The file is not text in UTF-8.' };
  }
  return head.includes(0) ? { problem: 'The file is not text.' } : { width: null, height: null };
}
