import { deflateSync } from 'node:zlib';

const box = (type: string, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};

const uint32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
  return bytes;
};

const chunk = (type: string, data: Buffer): Buffer =>
  Buffer.concat([uint32(data.length), Buffer.from(type, 'latin1'), data, uint32(0)]);

function jpeg(width: number, height: number): Buffer {
  const size = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255]);
  const frame = Buffer.concat([Buffer.from([0xff, 0xc0, 0, 17]), size, Buffer.from([3, 1, 34, 0, 2, 17, 1, 3, 17, 1])]);
  const app = Buffer.concat([
    Buffer.from([0xff, 0xe0, 0, 16]),
    Buffer.from('JFIF\0', 'latin1'),
    Buffer.from([1, 1, 0, 0, 1, 0, 1, 0, 0]),
  ]);
  const scan = Buffer.from([0xff, 0xda, 0, 12, 3, 1, 0, 2, 17, 3, 17, 0, 63, 0]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), app, frame, scan, Buffer.alloc(16), Buffer.from([0xff, 0xd9])]);
}

function gif(width: number, height: number): Buffer {
  return Buffer.concat([
    Buffer.from('GIF89a', 'latin1'),
    Buffer.from([width & 255, width >> 8, height & 255, height >> 8, 0, 0, 0, 0x3b]),
  ]);
}

function webp(width: number, height: number): Buffer {
  const data = Buffer.concat([
    Buffer.from([0x30, 1, 0, 0x9d, 1, 0x2a, width & 255, width >> 8, height & 255, height >> 8]),
    Buffer.alloc(12),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  const whole = Buffer.alloc(4);
  whole.writeUInt32LE(data.length + 12);
  return Buffer.concat([Buffer.from('RIFF'), whole, Buffer.from('WEBPVP8 '), size, data]);
}

const png = (width: number, height: number): Buffer =>
  Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.concat([uint32(width, height), Buffer.from([8, 0, 0, 0, 0])])),
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height))),
    chunk('IEND', Buffer.alloc(0)),
  ]);

const avif = (width: number, height: number): Buffer =>
  Buffer.concat([
    box('ftyp', Buffer.from('avif'), uint32(0), Buffer.from('avifmif1')),
    box('meta', uint32(0), box('iprp', box('ipco', box('ispe', uint32(0, width, height))))),
  ]);

/** Smallest files of each type with a size in pixels. */
export const pictures: Record<string, (width: number, height: number) => Buffer> = {
  'image/png': png,
  'image/jpeg': jpeg,
  'image/webp': webp,
  'image/gif': gif,
  'image/avif': avif,
};
