import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, inflateRaw } from 'node:zlib';

const deflateAsync = promisify(deflateRaw) as (text: Buffer, options: object) => Promise<Buffer>;
const inflateAsync = promisify(inflateRaw) as (content: Buffer, options: object) => Promise<Buffer>;

/** A compressed text, and the checksum and size of all text up to its end. */
export interface Deflated {
  content: Buffer;
  crc: number;
  /** Size of the text in bytes. */
  size: number;
}

/**
 * Compresses a part of a text. It ends at a whole byte and refers to nothing before it, so that parts that follow each other are
 * one stream, whichever process made them. `crcBefore` is the checksum of the parts before.
 */
export async function deflateText(text: string, crcBefore = 0): Promise<Deflated> {
  const bytes = Buffer.from(text);
  const content = await deflateAsync(bytes, { finishFlush: constants.Z_FULL_FLUSH });
  return { content, crc: crc32(bytes, crcBefore), size: bytes.length };
}

/** The text of a part. */
export const inflateText = (content: Buffer): Promise<Buffer> =>
  inflateAsync(content, { finishFlush: constants.Z_SYNC_FLUSH });

/** The empty last block, which ends a stream of parts. */
export const endOfStream = Buffer.from([0x03, 0x00]);
