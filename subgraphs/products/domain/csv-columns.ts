import { withoutFormulaGuard } from '@soko/spreadsheet';

/** The columns that a CSV file of products may have, in any order. */
export const csvColumns = [
  'title',
  'description',
  'type',
  'condition',
  'category',
  'tags',
  'sku',
  'variant_of',
  'options',
  'price',
  'currency',
  'compare_at',
  'further_prices',
  'length_mm',
  'width_mm',
  'height_mm',
  'weight_g',
] as const;

export type CsvColumn = (typeof csvColumns)[number];

const required: readonly CsvColumn[] = ['title', 'sku', 'price', 'currency'];

const isColumn = (name: string): name is CsvColumn => csvColumns.some((known) => known === name);

/** Spreadsheets of many countries separate fields by semicolons. */
export const delimiterOf = (header: string): string => (header.includes(',') || !header.includes(';') ? ',' : ';');

/** The delimiter from a line before the header that names it for Excel, such as `sep=;`. Null for any other line. */
export const delimiterLine = (line: string): string | null => /^"?sep=([,;\t])"?[,;\s]*$/i.exec(line)?.[1] ?? null;

/** True for a line or record of nothing but separators, spaces and quotes: a row that a spreadsheet left empty. */
export const isBlankLine = (line: string): boolean => /^[,;\s"]*$/.test(line);

/** A column of a file. Null for a column without a name, whose values are skipped. */
export type FileColumn = CsvColumn | null;

/** The columns of a file from its first record, or the reason why the file cannot be read. */
export function readColumns(fields: readonly string[]): FileColumn[] | { failure: string } {
  const written = fields.map((field) => field.trim().toLowerCase());
  const names = written.filter((name) => name !== '');
  const unknown = names.filter((name) => !isColumn(name));
  if (unknown.length > 0) {
    const shown = unknown
      .slice(0, 5)
      .map((name) => `"${name.slice(0, 40)}"`)
      .join(', ');
    return { failure: `The header has unknown columns: ${shown}. Known columns: ${csvColumns.join(', ')}.` };
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return { failure: `The header has the column "${twice}" twice.` };
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0) return { failure: `The header lacks required columns: ${missing.join(', ')}.` };
  return written.map((name) => (isColumn(name) ? name : null));
}

/** The fields of a row by column, without empty fields. */
export function byColumn(
  columns: readonly FileColumn[],
  fields: readonly string[],
): Partial<Record<CsvColumn, string>> {
  const entries = columns.flatMap((column, index) => {
    const value = withoutFormulaGuard(fields[index]?.trim() ?? '');
    return value === '' || column === null ? [] : [[column, value] as const];
  });
  return Object.fromEntries(entries);
}

/** True if a record of several lines can be one row: it has every column, and only the description has line breaks. */
export const maySpanLines =
  (columns: readonly FileColumn[]) =>
  (fields: readonly string[]): boolean =>
    fields.length === columns.length &&
    fields.every((field, index) => columns[index] === 'description' || !field.includes('\n'));
