/** A line of a file: its number (from 1), its text without the line break, and where the next line begins, in bytes. */
export interface FileLine {
  line: number;
  /** Null when it is longer than `maximumLineBytes`; its text was let go as it came. */
  text: string | null;
  end: number;
}

/** More than any product takes. A longer line is somebody's mistake, and must not fill the memory. */
export const maximumLineBytes = 262_144;

const lineBreak = 0x0a;

/** Without the carriage return of a Windows line break, and without the mark some programs begin a file with. */
const textOf = (bytes: Buffer): string =>
  bytes
    .toString('utf8')
    .replace(/\r$/, '')
    .replace(/^\uFEFF/, '');

/**
 * Cuts a file into lines as it comes, beginning at `from`. At most one chunk and one line are held at a time. Bytes that
 * are not UTF-8 become U+FFFD.
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  from: { line: number; offset: number } = { line: 1, offset: 0 },
): AsyncGenerator<FileLine> {
  let { line, offset } = from;
  let parts: Buffer[] = [];
  let length = 0;

  const take = (): FileLine => {
    const text = length > maximumLineBytes ? null : textOf(Buffer.concat(parts));
    parts = [];
    length = 0;
    return { line: line++, text, end: offset };
  };

  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(lineBreak); at !== -1; at = chunk.indexOf(lineBreak, start)) {
      length += at - start;
      if (length <= maximumLineBytes) parts.push(chunk.subarray(start, at));
      offset += at + 1 - start;
      start = at + 1;
      yield take();
    }
    length += chunk.length - start;
    offset += chunk.length - start;
    if (length <= maximumLineBytes) parts.push(chunk.subarray(start));
  }
  if (length > 0) yield take();
}
