import { isUtf8 } from 'node:buffer';

/** A line of a file: its number (from 1), its text without the line break, and the byte offset of the next line. */
export interface FileLine {
  line: number;
  /** Null for a line longer than `maxLineBytes`, which is skipped while it is read. */
  text: string | null;
  /** False for a line with bytes that are not UTF-8, which became U+FFFD. */
  isText: boolean;
  end: number;
}

/** More than any product needs. A longer line is a mistake and must not fill the memory. */
export const maxLineBytes = 262_144;

const lineBreak = 0x0a;

/** Removes the carriage return of a Windows line break. */
const textOf = (bytes: Buffer): string => bytes.toString('utf8').replace(/\r$/, '');

const withoutByteOrderMark = (text: string): string => text.replace(/^\uFEFF/, '');

/**
 * Splits a file into lines while it is read, starting at `from`. Memory holds at most one chunk and one line. Bytes that
 * are not UTF-8 become U+FFFD.
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  from: { line: number; offset: number } = { line: 1, offset: 0 },
): AsyncGenerator<FileLine> {
  let { line, offset } = from;
  let parts: Buffer[] = [];
  let length = 0;

  let isFirst = offset === 0;

  const endLine = (): FileLine => {
    const bytes = length > maxLineBytes ? null : Buffer.concat(parts);
    const text = bytes && textOf(bytes);
    const read = isFirst && text !== null ? withoutByteOrderMark(text) : text;
    parts = [];
    length = 0;
    isFirst = false;
    return { line: line++, text: read, isText: bytes === null || isUtf8(bytes), end: offset };
  };

  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(lineBreak); at !== -1; at = chunk.indexOf(lineBreak, start)) {
      length += at - start;
      if (length <= maxLineBytes) parts.push(chunk.subarray(start, at));
      offset += at + 1 - start;
      start = at + 1;
      yield endLine();
    }
    length += chunk.length - start;
    offset += chunk.length - start;
    if (length <= maxLineBytes) parts.push(chunk.subarray(start));
  }
  if (length > 0) yield endLine();
}
