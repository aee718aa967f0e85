import { parseCsvRecord } from './csv-record.ts';
import type { FileLine } from './file-lines.ts';

/** One record of a file, or the reason why it is invalid, with the position of the next record. */
export type FileRecord<Content> = { line: number; nextLine: number; end: number } & (
  { content: Content } | { reason: string }
);

/** Characters of a record of several lines: more than any row needs. A quote that is still open after them counts as never closed. */
const maxRecordLength = 262_144;

const tooLong = 'The row is too long.';
const unclosed = 'The row is not CSV: a quote is not closed or is in a wrong place.';
const notUtf8 = 'The row is not text in UTF-8.';

const problemOf = ({ text, isText }: FileLine): string | null => (text === null ? tooLong : isText ? null : notUtf8);

/** True if quotes of the text are open at its end: every field that is closed has an even number of them. */
const endsInQuotes = (text: string): boolean => text.split('"').length % 2 === 0;

/**
 * The records of a CSV file. An invalid row never affects others: reading continues with the next line, even if the row
 * seemed to span more lines. That is why this is not csv-parse, which skips to the next quote. `maySpanLines` checks that
 * a record of several lines makes sense: the rows between two stray quotes must not be lost. Lines that are empty, or have only separators, are skipped.
 */
export async function* csvRecords(
  lines: AsyncIterable<FileLine>,
  delimiter: string,
  maySpanLines: (fields: readonly string[]) => boolean = () => true,
): AsyncGenerator<FileRecord<string[]>> {
  const source = lines[Symbol.asyncIterator]();
  const ahead: FileLine[] = [];
  const peek = async (index: number): Promise<FileLine | undefined> => {
    while (ahead.length <= index) {
      const next = await source.next();
      if (next.done) return undefined;
      ahead.push(next.value);
    }
    return ahead[index];
  };

  try {
    for (let first = await peek(0); first !== undefined; first = await peek(0)) {
      const { line, text } = first;
      const problem = problemOf(first);
      const record = problem === null && text !== null ? await readRecord(text, delimiter, maySpanLines, peek) : null;
      const used = ahead.splice(0, record?.lines ?? 1);
      const place = { line, nextLine: line + used.length, end: used.at(-1)!.end };
      if (problem !== null) yield { ...place, reason: problem };
      else if (record === null) yield { ...place, reason: unclosed };
      else if (record.fields.some((field) => field.trim() !== '')) yield { ...place, content: record.fields };
    }
  } finally {
    // A consumer that stops early must close the file.
    await source.return?.();
  }
}

async function readRecord(
  first: string,
  delimiter: string,
  maySpanLines: (fields: readonly string[]) => boolean,
  peek: (index: number) => Promise<FileLine | undefined>,
): Promise<{ fields: string[]; lines: number } | null> {
  const fields = parseCsvRecord(first, delimiter);
  if (Array.isArray(fields)) return { fields, lines: 1 };
  if (fields === 'broken') return null;
  const texts = [first];
  let { length } = first;
  for (let isOpen = true; isOpen;) {
    const next = await peek(texts.length);
    if (next === undefined || next.text === null || problemOf(next) !== null) return null;
    length += next.text.length + 1;
    if (length > maxRecordLength) return null;
    texts.push(next.text);
    isOpen = isOpen !== endsInQuotes(next.text);
  }
  const whole = parseCsvRecord(texts.join('\n'), delimiter);
  return Array.isArray(whole) && maySpanLines(whole) ? { fields: whole, lines: texts.length } : null;
}

/** The records of an NDJSON file: one JSON object per line. Empty lines are skipped. */
export async function* ndjsonRecords(lines: AsyncIterable<FileLine>): AsyncGenerator<FileRecord<unknown>> {
  for await (const read of lines) {
    const { line, text, end } = read;
    const place = { line, nextLine: line + 1, end };
    const problem = problemOf(read);
    if (problem !== null || text === null) {
      yield { ...place, reason: problem ?? tooLong };
    } else if (text.trim() !== '') {
      yield { ...place, ...parseJson(text) };
    }
  }
}

function parseJson(text: string): { content: unknown } | { reason: string } {
  try {
    return { content: JSON.parse(text) as unknown };
  } catch (error) {
    return { reason: `The row is not JSON: ${(error as SyntaxError).message}` };
  }
}
