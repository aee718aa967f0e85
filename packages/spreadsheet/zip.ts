import type { Deflated } from './deflate.ts';

/** A compressed file of an archive. `facts` are known once its content was read. */
export interface ZipEntry {
  name: string;
  content: AsyncIterable<Buffer>;
  facts(): Pick<Deflated, 'crc' | 'size'>;
}

interface Written {
  name: Buffer;
  offset: number;
  crc: number;
  compressed: number;
  size: number;
}

/** Names are UTF-8, and the sizes follow the content: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
const flags = 0x0808;
const deflated = 8;
const version = 20;
/** 1 January 1980: the same content is the same file. */
const date = 0x0021;

/** Numbers of 2 or 4 bytes, one after another. */
function record(...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of fields) {
    buffer.writeUIntLE(value, at, bytes);
    at += bytes;
  }
  return buffer;
}

const localHeader = (name: Buffer): Buffer =>
  Buffer.concat([
    record([4, 0x04034b50], [2, version], [2, flags], [2, deflated], [2, 0], [2, date], [4, 0], [4, 0], [4, 0]),
    record([2, name.length], [2, 0]),
    name,
  ]);

const descriptor = ({ crc, compressed, size }: Written): Buffer =>
  record([4, 0x08074b50], [4, crc], [4, compressed], [4, size]);

const centralHeader = ({ name, offset, crc, compressed, size }: Written): Buffer =>
  Buffer.concat([
    record([4, 0x02014b50], [2, version], [2, version], [2, flags], [2, deflated], [2, 0], [2, date], [4, crc]),
    record([4, compressed], [4, size], [2, name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
    name,
  ]);

/** Writes an archive of less than 4 GiB while its files are read. */
export async function* writeZip(entries: Iterable<ZipEntry>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for (const { name: text, content, facts } of entries) {
    const name = Buffer.from(text);
    const start = offset;
    const header = localHeader(name);
    yield header;
    let compressed = 0;
    for await (const piece of content) {
      compressed += piece.length;
      yield piece;
    }
    const entry = { name, offset: start, compressed, ...facts() };
    const end = descriptor(entry);
    yield end;
    written.push(entry);
    offset += header.length + compressed + end.length;
  }
  const directory = Buffer.concat(written.map(centralHeader));
  yield directory;
  const count = written.length;
  yield record([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, directory.length], [4, offset], [2, 0]);
}
