import { parseCsvRecord } from './csv-record.ts';
import type { FileLine } from './file-lines.ts';

/** One record of a file, or the reason why it is invalid, with the position of the next record. */
export type FileRecord<Content> = { line: number; nextLine: number; end: number } & (
  { content: Content } | { reason: string }
);

/** Lines that a quoted field may span. A quote that is still open after them counts as never closed. */
const maxRecordLines = 200;

const tooLong = 'The row is too long.';
const unclosed = 'The row is not CSV: a quote is not closed or is in a wrong place.';
const notUtf8 = 'The row is not text in UTF-8.';

const problemOf = (text: string | null): string | null =>
  text === null ? tooLong : text.includes('\uFFFD') ? notUtf8 : null;

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
      const problem = problemOf(text);
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
  let text = first;
  for (let lines = 1; ; lines += 1) {
    const fields = parseCsvRecord(text, delimiter);
    if (Array.isArray(fields)) return lines === 1 || maySpanLines(fields) ? { fields, lines } : null;
    if (fields === 'broken' || lines === maxRecordLines) return null;
    const next = await peek(lines);
    if (next === undefined || problemOf(next.text) !== null) return null;
    text += `\n${next.text}`;
  }
}

/** The records of an NDJSON file: one JSON object per line. Empty lines are skipped. */
export async function* ndjsonRecords(lines: AsyncIterable<FileLine>): AsyncGenerator<FileRecord<unknown>> {
  for await (const { line, text, end } of lines) {
    const place = { line, nextLine: line + 1, end };
    const problem = problemOf(text);
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
