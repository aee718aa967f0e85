import { crc32 } from 'node:zlib';
import { MalformedPicture, slice } from './malformed-picture.ts';
import { orientationIn, tiffOf } from './orientation.ts';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** The chunks that say how to show the picture, animations included: https://www.w3.org/TR/png-3/#11Chunks */
const kept = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(' '),
);

function exifChunk(orientation: number): Buffer {
  const content = Buffer.concat([Buffer.from('eXIf', 'latin1'), tiffOf(orientation)]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length - 4);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, check]);
}

/** Everything but colours, the orientation and the picture itself. What follows the picture goes too. */
export function removeFromPng(file: Buffer): Buffer {
  if (!slice(file, 0, 8).equals(signature)) throw new MalformedPicture('This is no PNG.');
  const parts: Buffer[] = [signature];
  for (let at = 8; ;) {
    const end = at + 12 + slice(file, at, at + 4).readUInt32BE();
    const type = slice(file, at + 4, at + 8).toString('latin1');
    const chunk = slice(file, at, end);
    if (kept.has(type)) parts.push(chunk);
    if (type === 'eXIf') {
      const orientation = orientationIn(chunk.subarray(8, -4));
      if (orientation > 1) parts.push(exifChunk(orientation));
    }
    if (type === 'IEND') return Buffer.concat(parts);
    at = end;
  }
}
