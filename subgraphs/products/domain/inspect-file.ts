import { imageSize } from 'image-size';
import { isImage } from './file-types.ts';
import type { Upload } from './upload.ts';

/** Number of bytes that are inspected. It covers the size of a picture, even after much metadata of a camera. */
export const maxInspectedBytes = 524_288;

/** Greatest width and height of a picture, in pixels. Browsers cannot show larger ones. */
const maxSide = 16_384;

/** Greatest number of pixels: decoded, a picture takes four bytes for each. */
const maxPixels = 64_000_000;

/** Size of a valid picture in pixels (null for a text file), or the problem of an invalid file. */
export type Inspection = { width: number | null; height: number | null } | { problem: string };

/** Names of the accepted types in image-size. */
const names: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
};

/**
 * Checks that a file with the beginning `head` has the announced type. Digital goods may contain anything: they are only
 * sent as attachments, so no browser interprets them on our site.
 */
export function inspectFile(head: Buffer, { mimeType, purpose }: Pick<Upload, 'mimeType' | 'purpose'>): Inspection {
  if (purpose === 'DIGITAL_GOODS') return { width: null, height: null };
  return isImage(mimeType) ? inspectImage(head, mimeType) : inspectText(head);
}

function inspectImage(head: Buffer, mimeType: string): Inspection {
  try {
    const { type, width, height, orientation = 1 } = imageSize(head);
    if (type !== names[mimeType]) return { problem: `The file is not a picture of the type ${mimeType}.` };
    if (!(width > 0 && height > 0)) return { problem: 'The width and height of the picture cannot be read.' };
    if (Math.max(width, height) > maxSide || width * height > maxPixels) {
      return {
        problem: `The picture has ${width} × ${height} pixels. At most 16,384 a side and 64 million in all are accepted.`,
      };
    }
    // Orientations from 5 are rotated by 90 degrees: browsers swap width and height.
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    return { problem: `The file is not a picture of the type ${mimeType}.` };
  }
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
