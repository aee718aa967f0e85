import { imageSize } from 'image-size';

/** Accepted types of pictures with their file extensions. */
export const pictureTypes: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
};

export const isPicture = (mimeType: string): boolean => Object.hasOwn(pictureTypes, mimeType);

/** Number of bytes that are inspected. It covers the size of a picture, even after much metadata of a camera. */
export const maxInspectedBytes = 524_288;

/** Greatest width and height of a picture, in pixels. Browsers cannot show larger ones. */
const maxSide = 16_384;

/** Greatest number of pixels: decoded, a picture takes four bytes for each. */
const maxPixels = 64_000_000;

/** Names of the accepted types in image-size. */
const names: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
};

/** The size in pixels of a picture that begins with `head`, or the problem of a file that is none of this type. */
export function inspectPicture(
  head: Buffer,
  mimeType: string,
): { width: number; height: number } | { problem: string } {
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
