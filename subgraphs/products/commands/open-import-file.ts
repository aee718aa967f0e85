import {
  delimiterLine,
  delimiterOf,
  type FileColumn,
  isBlankLine,
  maySpanLines,
  readColumns,
} from '../domain/csv-columns.ts';
import { readLines } from '../domain/file-lines.ts';
import { csvRecords, type FileRecord, ndjsonRecords } from '../domain/file-records.ts';
import { csvRow, type ImportedRow, jsonRow } from '../domain/imported-row.ts';
import type { ProductsServices } from '../services.ts';

/** Reads the records of one file. */
export interface ImportFile {
  /** The records from a position on, without the header. */
  records(from: { line: number; offset: number }): AsyncGenerator<FileRecord<unknown>>;
  /** Throws `BadRow` for an invalid record. */
  toRow(content: unknown): ImportedRow;
  /** Position of the first record. */
  start: { line: number; offset: number };
}

/** Opens a CSV or NDJSON file of products. Returns the reason if the file as a whole cannot be read. */
export async function openImportFile(
  media: ProductsServices['media'],
  { key, mimeType }: { key: string; mimeType: string },
): Promise<ImportFile | { failure: string }> {
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
      yield* csvRecords(readLines(await media.read(key, from.offset), from), delimiter, maySpanLines(columns));
    },
    toRow: (content) => csvRow(columns, content as string[]),
    start,
  };
}

async function readHeader(
  media: ProductsServices['media'],
  key: string,
): Promise<{ columns: FileColumn[]; delimiter: string; start: ImportFile['start'] } | { failure: string }> {
  let given: string | null = null;
  for await (const read of readLines(await media.read(key, 0))) {
    const { text } = read;
    if (text !== null && isBlankLine(text)) continue;
    if (given === null && text !== null) {
      given = delimiterLine(text);
      if (given !== null) continue;
    }
    const delimiter = given ?? delimiterOf(text ?? '');
    for await (const record of csvRecords(streamOf(read), delimiter)) {
      if ('reason' in record) return { failure: `The header cannot be read. ${record.reason}` };
      const columns = readColumns(record.content);
      if (!Array.isArray(columns)) return columns;
      return { columns, delimiter, start: { line: record.nextLine, offset: record.end } };
    }
  }
  return { failure: 'The file is empty.' };
}

async function* streamOf<Value>(value: Value): AsyncGenerator<Value> {
  yield value;
}
