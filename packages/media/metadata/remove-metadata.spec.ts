import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { orientationIn, tiffOf } from './orientation.ts';
import { removeMetadata } from './remove-metadata.ts';

const secret = 'GPS 1.2921 S 36.8219 E';

const bytes = (...parts: (Buffer | string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

const be16 = (value: number): number[] => [value >> 8, value & 255];
const be32 = (value: number): number[] => [...be16(value >>> 16), ...be16(value & 0xffff)];
const le32 = (value: number): number[] => be32(value).toReversed();

/** Exif data with an orientation, and a place behind it. */
const exif = (orientation: number): Buffer => bytes(tiffOf(orientation), secret);

const segment = (marker: number, content: Buffer | string): Buffer =>
  bytes([0xff, marker, ...be16(content.length + 2)], content);
const jfif = segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0');
const profile = segment(0xe2, 'ICC_PROFILE\0\x01\x01colours');
const frame = segment(0xc0, '\x08\0\x01\0\x01\x01\x01\x11\0');
const scan = bytes(segment(0xda, '\x01\x01\0\0\x3f\0'), [0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]);
const jpeg = (orientation: number): Buffer =>
  bytes(
    [0xff, 0xd8],
    jfif,
    segment(0xe1, bytes('Exif\0\0', exif(orientation))),
    segment(0xe1, `http://ns.adobe.com/xap/1.0/\0<x>${secret}</x>`),
    profile,
    segment(0xe2, `MPF\0${secret}`),
    segment(0xed, `Photoshop 3.0\0${secret}`),
    segment(0xfe, secret),
    frame,
    scan,
    segment(0xfe, secret),
    scan,
    [0xff, 0xd9],
    `A film of the same moment: ${secret}`,
  );

const pngChunk = (type: string, content: Buffer | string): Buffer => {
  const body = bytes(type, content);
  return bytes(be32(content.length), body, be32(crc32(body)));
};
const pngHead = bytes('\x89PNG\r\n\x1a\n', pngChunk('IHDR', bytes(be32(1), be32(1), [8, 6, 0, 0, 0])));
const png = (orientation: number): Buffer =>
  bytes(
    pngHead,
    pngChunk('tEXt', `Location\0${secret}`),
    pngChunk('eXIf', exif(orientation)),
    pngChunk('zzZz', secret),
    pngChunk('IDAT', 'pixels'),
    pngChunk('tIME', secret),
    pngChunk('IEND', ''),
    secret,
  );

const riff = (type: string, content: Buffer | string): Buffer =>
  bytes(type, le32(content.length), content, content.length % 2 ? [0] : []);
const webpOf = (...chunks: Buffer[]): Buffer => riff('RIFF', bytes('WEBP', ...chunks));
const vp8x = (flags: number): Buffer => riff('VP8X', bytes([flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
const webp = (orientation: number): Buffer =>
  bytes(
    webpOf(
      vp8x(0x0c),
      riff('VP8 ', 'pixels!'),
      riff('ANMF', bytes('0123456789abcdef', riff('VP8 ', 'frame'), riff('NOTE', secret))),
      riff('EXIF', exif(orientation)),
      riff('XMP ', `<x>${secret}</x>`),
    ),
    secret,
  );

const gifParts = {
  head: bytes('GIF89a', [1, 0, 1, 0, 0x80, 0, 0], '\0\0\0\xff\xff\xff'),
  repeat: bytes([0x21, 0xff, 11], 'NETSCAPE2.0', [3, 1, 0, 0, 0]),
  image: bytes([0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0]),
};
const gif = bytes(
  gifParts.head,
  gifParts.repeat,
  [0x21, 0xfe, secret.length],
  secret,
  [0],
  bytes([0x21, 0xff, 11], 'XMP DataXMP', [secret.length], secret, [0]),
  gifParts.image,
  [0x3b],
  secret,
);

const box = (type: string, content: Buffer | string): Buffer => bytes(be32(content.length + 8), type, content);
const item = (id: number, type: string): Buffer => box('infe', bytes([2, 0, 0, 0], be16(id), [0, 0], type, [0]));
function avif(): Buffer {
  const ftyp = box('ftyp', 'avif\0\0\0\0avif');
  const metaOf = (start: number): Buffer =>
    box(
      'meta',
      bytes(
        [0, 0, 0, 0],
        box('iinf', bytes([0, 0, 0, 0], be16(2), item(1, 'av01'), item(2, 'Exif'))),
        box(
          'iloc',
          bytes(
            [0, 0, 0, 0, 0x44, 0x00],
            be16(2),
            bytes(be16(1), be16(0), be16(1), be32(start), be32(6)),
            bytes(be16(2), be16(0), be16(1), be32(start + 6), be32(secret.length)),
          ),
        ),
      ),
    );
  const start = ftyp.length + metaOf(0).length + 8;
  return bytes(ftyp, metaOf(start), box('mdat', `pixels${secret}`), box('uuid', `0123456789abcdef${secret}`));
}

const cleaned = (file: Buffer, type: string): Buffer => {
  const result = removeMetadata(file, type);
  if ('problem' in result) throw new Error(result.problem);
  return result.cleaned;
};

const examples: [string, Buffer][] = [
  ['image/jpeg', jpeg(6)],
  ['image/png', png(6)],
  ['image/webp', webp(6)],
  ['image/gif', gif],
  ['image/avif', avif()],
];

describe('a picture without its metadata', () => {
  it.each(examples)('%s says nothing of the place, and stays as it is the second time', (type, file) => {
    const once = cleaned(file, type);
    expect(once.toString('latin1')).not.toContain(secret);
    expect(once.toString('latin1')).not.toContain('GPS');
    expect(cleaned(once, type).equals(once)).toBe(true);
    expect(file.toString('latin1')).toContain(secret);
  });

  it('keeps the pixels, colours and orientation of a JPEG', () => {
    const turned = segment(0xe1, bytes('Exif\0\0', tiffOf(6)));
    expect(cleaned(jpeg(6), 'image/jpeg')).toEqual(
      bytes([0xff, 0xd8], jfif, turned, profile, frame, scan, scan, [0xff, 0xd9]),
    );
    expect(cleaned(jpeg(1), 'image/jpeg')).toEqual(bytes([0xff, 0xd8], jfif, profile, frame, scan, scan, [0xff, 0xd9]));
  });

  it('keeps those of a PNG', () => {
    const rest = [pngChunk('IDAT', 'pixels'), pngChunk('IEND', '')];
    expect(cleaned(png(8), 'image/png')).toEqual(bytes(pngHead, pngChunk('eXIf', tiffOf(8)), ...rest));
    expect(cleaned(png(1), 'image/png')).toEqual(bytes(pngHead, ...rest));
  });

  it('keeps those of a WebP, also of its frames', () => {
    const frames = riff('ANMF', bytes('0123456789abcdef', riff('VP8 ', 'frame')));
    const pixels = riff('VP8 ', 'pixels!');
    expect(cleaned(webp(3), 'image/webp')).toEqual(webpOf(vp8x(0x08), pixels, frames, riff('EXIF', tiffOf(3))));
    expect(cleaned(webp(1), 'image/webp')).toEqual(webpOf(vp8x(0), pixels, frames));
  });

  it('keeps the images of a GIF and how often they repeat', () => {
    const { head, repeat, image } = gifParts;
    expect(cleaned(gif, 'image/gif')).toEqual(bytes(head, repeat, image, [0x3b]));
  });

  it('moves nothing in an AVIF', () => {
    const once = cleaned(avif(), 'image/avif');
    expect(once).toHaveLength(avif().length);
    expect(once.toString('latin1')).toContain('pixels');
  });

  it.each(examples)('refuses what is no %s, and never fails otherwise', (type, file) => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.uint8Array({ maxLength: 8 }), (at, noise) => {
        const broken = Buffer.from(file);
        broken.set(noise.slice(0, file.length - at), at);
        const whole = removeMetadata(broken, type);
        const cut = removeMetadata(broken.subarray(0, at), type);
        expect('problem' in whole || Buffer.isBuffer(whole.cleaned)).toBe(true);
        expect('problem' in cut || Buffer.isBuffer(cut.cleaned)).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(removeMetadata(Buffer.from('nonsense'), type)).toEqual({ problem: expect.stringContaining('damaged') });
  });
});

describe('the orientation', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('%s is read as it was written, in both orders of bytes', (orientation) => {
    expect(orientationIn(tiffOf(orientation))).toBe(orientation);
    const big = bytes('MM\0*', be32(8), be16(1), be16(0x0112), be16(3), be32(1), be16(orientation), be16(0), be32(0));
    expect(orientationIn(big)).toBe(orientation);
  });
});
