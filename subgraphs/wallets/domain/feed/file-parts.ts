/** Greatest size of a file, in bytes. */
export const maxFileBytes = 32 * 1_048_576;

/** Greatest length of a line, in characters. */
const maxLineCharacters = 100_000;

/** Size of a part: whichever is reached first. */
const partLines = 500;
const partCharacters = 250_000;

/** A file that cannot be read. `status` is that of the HTTP response. */
export class BadFile extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Whole lines of a file. */
export interface Part {
  /** Number of its first line, from 1. */
  firstLine: number;
  lines: number;
  text: string;
  /** Number of lines that are not empty. */
  filled: number;
}

const toPart = (firstLine: number, lines: readonly string[]): Part => ({
  firstLine,
  lines: lines.length,
  text: lines.join('\n'),
  filled: lines.filter((line) => line.trim() !== '').length,
});

function readable(text: string): string {
  if (text.includes('\0')) throw new BadFile(422, 'The file contains characters that are not text.');
  return text;
}

/** The texts of the chunks, without half characters. */
async function* textsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > maxFileBytes) throw new BadFile(413, 'The file must have at most 32 MiB. Send it in parts.');
    yield decode(() => decoder.decode(chunk, { stream: true }));
  }
  yield decode(() => decoder.decode());
}

function decode(read: () => string): string {
  try {
    return readable(read());
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new BadFile(422, 'The file must be text in UTF-8.');
    throw error;
  }
}

/** Divides a file into parts of whole lines while it arrives. The last line need not end with a line break. */
export async function* partsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Part> {
  let [rest, firstLine, characters] = ['', 1, 0];
  let lines: string[] = [];
  for await (const text of textsOf(chunks)) {
    const found = (rest + text).split('\n');
    rest = found.pop()!;
    if (rest.length > maxLineCharacters) throw new BadFile(422, 'A line must have at most 100,000 characters.');
    for (const line of found) {
      lines.push(line);
      characters += line.length;
      if (lines.length < partLines && characters < partCharacters) continue;
      yield toPart(firstLine, lines);
      firstLine += lines.length;
      [lines, characters] = [[], 0];
    }
  }
  if (rest !== '') lines.push(rest);
  if (lines.length > 0) yield toPart(firstLine, lines);
}
