import { MalformedPicture, slice } from './malformed-picture.ts';

// Blocks: https://www.w3.org/Graphics/GIF/spec-gif89a.txt
const [extension, image, trailer] = [0x21, 0x2c, 0x3b];
const [graphicControl, plainText, application] = [0xf9, 0x01, 0xff];

/** The extensions of programs that say how to show the picture: how often it repeats, and its colours. */
const kept = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']);

/** Bytes of a table of colours; `flags` say whether there is one. */
const tableSize = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1));

/** The end of the data of a block: parts with a length in front, up to an empty one. */
function endOfData(file: Buffer, start: number): number {
  let at = start;
  for (let size = slice(file, at, at + 1)[0]!; size > 0; size = slice(file, at, at + 1)[0]!) at += size + 1;
  return at + 1;
}

function isKept(file: Buffer, at: number): boolean {
  const label = slice(file, at + 1, at + 2)[0]!;
  if (label === graphicControl || label === plainText) return true;
  return label === application && kept.has(slice(file, at + 3, at + 14).toString('latin1'));
}

/** Everything but colours, repetition and the pictures themselves. What follows them goes too. */
export function removeFromGif(file: Buffer): Buffer {
  const head = slice(file, 0, 13);
  if (!/^GIF8[79]a$/.test(head.toString('latin1', 0, 6))) throw new MalformedPicture('This is no GIF.');
  let at = 13 + tableSize(head[10]!);
  const parts: Buffer[] = [slice(file, 0, at)];
  for (;;) {
    const block = slice(file, at, at + 1)[0]!;
    if (block === trailer) return Buffer.concat([...parts, Buffer.from([trailer])]);
    if (block === image) {
      // The descriptor, its colours, and the width of codes come before the data.
      const end = endOfData(file, at + 11 + tableSize(slice(file, at + 9, at + 10)[0]!));
      parts.push(slice(file, at, end));
      at = end;
    } else if (block === extension) {
      const end = endOfData(file, at + 2);
      if (isKept(file, at)) parts.push(slice(file, at, end));
      at = end;
    } else throw new MalformedPicture('A block is of no known kind.');
  }
}
