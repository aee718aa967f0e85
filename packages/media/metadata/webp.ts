import { MalformedPicture, slice } from './malformed-picture.ts';
import { orientationIn, tiffOf } from './orientation.ts';

/** The chunks that say how to show the picture: https://developers.google.com/speed/webp/docs/riff_container */
const kept = new Set(['VP8 ', 'VP8L', 'VP8X', 'ANIM', 'ANMF', 'ALPH', 'ICCP']);

/** Flags of `VP8X`. */
const [hasExif, hasXmp] = [0x08, 0x04];

/** Bytes of a frame in front of its chunks. */
const frameHead = 16;

interface Chunk {
  type: string;
  content: Buffer;
}

function* chunksOf(bytes: Buffer): Generator<Chunk> {
  for (let at = 0; at < bytes.length;) {
    const type = slice(bytes, at, at + 4).toString('latin1');
    const size = slice(bytes, at + 4, at + 8).readUInt32LE();
    yield { type, content: slice(bytes, at + 8, at + 8 + size) };
    // Chunks of an odd size are filled up with one byte. It may be missing at the end.
    at += 8 + size + (size % 2);
  }
}

function chunk(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

const withoutOthers = (bytes: Buffer): Buffer =>
  Buffer.concat(
    [...chunksOf(bytes)].filter(({ type }) => kept.has(type)).map(({ type, content }) => chunk(type, content)),
  );

function contentOf({ type, content }: Chunk, orientation: number): Buffer {
  if (type === 'ANMF') return Buffer.concat([slice(content, 0, frameHead), withoutOthers(content.subarray(frameHead))]);
  if (type !== 'VP8X') return content;
  const flags = slice(content, 0, 1)[0]! & ~hasXmp & (orientation > 1 ? 0xff : ~hasExif);
  return Buffer.concat([Buffer.from([flags]), content.subarray(1)]);
}

function orientationOf(chunks: readonly Chunk[]): number {
  const exif = chunks.find(({ type }) => type === 'EXIF')?.content;
  if (exif === undefined) return 1;
  // Some programs write the head of JPEG in front.
  return orientationIn(exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif);
}

/** Everything but colours, the orientation and the picture itself. What follows the picture goes too. */
export function removeFromWebp(file: Buffer): Buffer {
  const head = slice(file, 0, 12);
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8) !== 'WEBP')
    throw new MalformedPicture('This is no WebP.');
  const chunks = [...chunksOf(slice(file, 12, Math.min(file.length, 8 + head.readUInt32LE(4))))];
  const orientation = orientationOf(chunks);
  const parts = chunks
    .filter(({ type }) => kept.has(type))
    .map((each) => chunk(each.type, contentOf(each, orientation)));
  if (orientation > 1) parts.push(chunk('EXIF', tiffOf(orientation)));
  return chunk('RIFF', Buffer.concat([Buffer.from('WEBP', 'latin1'), ...parts]));
}
