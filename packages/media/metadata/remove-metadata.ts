import { removeFromAvif } from './avif.ts';
import { removeFromGif } from './gif.ts';
import { removeFromJpeg } from './jpeg.ts';
import { MalformedPicture } from './malformed-picture.ts';
import { removeFromPng } from './png.ts';
import { removeFromWebp } from './webp.ts';

const removers: Readonly<Record<string, (file: Buffer) => Buffer>> = {
  'image/jpeg': removeFromJpeg,
  'image/png': removeFromPng,
  'image/webp': removeFromWebp,
  'image/gif': removeFromGif,
  'image/avif': removeFromAvif,
};

/**
 * A picture without what its camera and programs wrote about it: place, time, device, names, texts, previews. Its pixels,
 * colours, animation and orientation stay as they are; it is not encoded again. Returns the problem of a file without the
 * structure of its type.
 */
export function removeMetadata(file: Buffer, mimeType: string): { cleaned: Buffer } | { problem: string } {
  try {
    return { cleaned: removers[mimeType]!(file) };
  } catch (error) {
    if (error instanceof MalformedPicture) return { problem: `The picture is damaged: ${error.message}` };
    throw error;
  }
}
