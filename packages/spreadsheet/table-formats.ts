import type { Column, Row } from './column.ts';
import { withFormulaGuard } from './formula-guard.ts';
import { sheetHead, sheetRow } from './sheet-xml.ts';
import { writeCsvRecord } from './write-csv-record.ts';

export type TableFormat = 'CSV' | 'NDJSON' | 'XLSX';

interface Writer {
  /** The text before the first row. */
  head(columns: readonly Column[]): string;
  /** The text of one row. */
  row(columns: readonly Column[], row: Row): string;
  mimeType: string;
  extension: string;
}

/** Numbers that JSON readers keep exactly; others, and amounts, stay texts. */
const isWholeNumber = (value: string): boolean => /^-?\d{1,15}$/.test(value);

const jsonValue = (value: string | null, kind: Column['kind']): string =>
  value !== null && kind === 'number' && isWholeNumber(value) ? String(Number(value)) : JSON.stringify(value);

/**
 * How tables are written, row by row. A text that a spreadsheet would run as a formula gets an apostrophe in CSV and XLSX. Without
 * the byte order mark, Excel reads CSV as Windows-1252.
 */
export const tableFormats: Readonly<Record<TableFormat, Writer>> = {
  CSV: {
    head: (columns) => `\uFEFF${writeCsvRecord(columns.map(({ name }) => name))}`,
    row: (columns, row) =>
      writeCsvRecord(
        columns.map(({ kind }, index) => (kind === 'text' ? withFormulaGuard(row[index] ?? '') : (row[index] ?? ''))),
      ),
    mimeType: 'text/csv; charset=utf-8',
    extension: 'csv',
  },
  NDJSON: {
    head: () => '',
    row: (columns, row) =>
      `{${columns.map(({ name, kind }, index) => `${JSON.stringify(name)}:${jsonValue(row[index] ?? null, kind)}`).join(',')}}\n`,
    mimeType: 'application/x-ndjson',
    extension: 'ndjson',
  },
  XLSX: {
    head: sheetHead,
    row: sheetRow,
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    extension: 'xlsx',
  },
};
