import { imageSize } from 'image-size';
import { isImage } from './file-types.ts';

/** How much of a file is looked at. Pictures tell their size within it, however much their camera wrote before. */
export const inspectedBytes = 524_288;

export type Inspection =
  { sound: true; width: number | null; height: number | null } | { sound: false; problem: string };

/** Names image-size has for the types that are taken. */
const names: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
};

/** Whether a file that begins with `head` is what its type says, and how large the picture is in pixels. */
export function inspectFile(head: Buffer, mimeType: string): Inspection {
  return isImage(mimeType) ? inspectImage(head, mimeType) : inspectText(head);
}

function inspectImage(head: Buffer, mimeType: string): Inspection {
  try {
    const { type, width, height, orientation = 1 } = imageSize(head);
    if (type !== names[mimeType]) return { sound: false, problem: `It is not a picture of the type ${mimeType}.` };
    if (!(width > 0 && height > 0)) return { sound: false, problem: 'The picture has no size.' };
    // A camera held upright turns the picture by a quarter; browsers turn it back.
    return orientation >= 5 ? { sound: true, width: height, height: width } : { sound: true, width, height };
  } catch {
    return { sound: false, problem: `It is not a picture of the type ${mimeType}.` };
  }
}

function inspectText(head: Buffer): Inspection {
  // The end may cut a character in half, which a decoder told of more to come leaves alone.
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return { sound: false, problem: 'It is not text in UTF-8.' };
  }
  return head.includes(0) ? { sound: false, problem: 'It is not text.' } : { sound: true, width: null, height: null };
}
