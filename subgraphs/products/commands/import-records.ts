import type { ProductsServices } from '../context.ts';
import { type CsvColumn, delimiterOf, mayGoOn, readColumns } from '../domain/csv-columns.ts';
import { readLines } from '../domain/file-lines.ts';
import { csvRecords, type FileRecord, ndjsonRecords } from '../domain/file-records.ts';
import { csvRow, type ImportedRow, jsonRow } from '../domain/imported-row.ts';

/** How to read a file, or why it cannot be read as a whole. */
export type FileReader = {
  /** The records from a place on; the header is none. */
  records(from: { line: number; offset: number }): AsyncGenerator<FileRecord<unknown>>;
  /** Throws `BadRow` and BAD_USER_INPUT for a record that makes no sense. */
  toRow(content: unknown): ImportedRow;
  /** Where the first record begins. */
  start: { line: number; offset: number };
};

/** Opens a file of products of one of the import types. */
export async function openFile(
  media: ProductsServices['media'],
  { key, mimeType }: { key: string; mimeType: string },
): Promise<FileReader | { failure: string }> {
  if (mimeType === 'application/x-ndjson') {
    return {
      async *records(from) {
        yield* ndjsonRecords(readLines(await media.read(key, from.offset), from));
      },
      toRow: jsonRow,
      start: { line: 1, offset: 0 },
    };
  }
  const header = await readHeader(media, key);
  if ('failure' in header) return header;
  const { columns, delimiter, start } = header;
  return {
    async *records(from) {
      yield* csvRecords(readLines(await media.read(key, from.offset), from), delimiter, mayGoOn(columns));
    },
    toRow: (content) => csvRow(columns, content as string[]),
    start,
  };
}

async function readHeader(
  media: ProductsServices['media'],
  key: string,
): Promise<{ columns: CsvColumn[]; delimiter: string; start: FileReader['start'] } | { failure: string }> {
  for await (const { text, line, end } of readLines(await media.read(key, 0))) {
    if (text?.trim() === '') continue;
    const delimiter = delimiterOf(text ?? '');
    const first = { line, text, end };
    for await (const record of csvRecords(only(first), delimiter)) {
      if ('reason' in record) return { failure: `The header cannot be read. ${record.reason}` };
      const columns = readColumns(record.content);
      if (!Array.isArray(columns)) return columns;
      return { columns, delimiter, start: { line: record.nextLine, offset: record.end } };
    }
  }
  return { failure: 'The file is empty.' };
}

async function* only<Value>(value: Value): AsyncGenerator<Value> {
  yield value;
}
