import { formatMinor } from '@soko/money';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Row } from '@soko/spreadsheet';
import type { Report } from '../../domain/reports/report.ts';
import { isAmount, type ReportColumn } from '../../domain/reports/report-types.ts';
import { timeText } from './row-source.ts';
import { rowSources } from './row-sources.ts';

/** Rows of a report with the key of the last one. */
export interface Batch {
  rows: Row[];
  key: readonly string[] | null;
}

type ReadRow = { key: string[]; currency: string | null; cells: (string | null)[] };

/** A key as a text that reads back exactly. */
const written = ({ sql, type }: { sql: string; type: string }): string =>
  type === 'timestamptz' ? timeText(sql) : sql;

/** The next rows of a report after the one with the key `after`, in the order of their keys. One statement. */
export async function readRows(
  db: Queryable,
  report: Report,
  after: readonly string[] | null,
  limit: number,
): Promise<Batch> {
  const parameters = createParameters();
  const { add } = parameters;
  const { from, where, key, groupBy, having, columns } = rowSources[report.type](report, add);
  const beyond =
    after === null
      ? []
      : [
          `(${key.map(({ sql }) => sql).join(', ')}) > (${key.map(({ type }, at) => `${add(after[at])}::${type}`).join(', ')})`,
        ];
  const cells = report.columns.map((column) => columns[column]!);
  // SQL: sums, values within JSON, and a keyset that differs by type.
  const text = `SELECT ARRAY[${key.map(written).join(', ')}]::text[] AS key, ${columns.CURRENCY ?? 'NULL'} AS currency,
      ARRAY[${cells.join(', ')}]::text[] AS cells
    FROM ${from} WHERE ${[...where, ...beyond].join(' AND ')}${groupBy === undefined ? '' : ` GROUP BY ${groupBy}`}${
      having === undefined ? '' : ` HAVING ${having}`
    } ORDER BY ${key.map(({ sql }) => sql).join(', ')} LIMIT ${add(limit)}`;
  const { rows } = await db.query<ReadRow>({ text, values: parameters.values });
  return {
    rows: rows.map((row) => report.columns.map((column, index) => cellOf(column, row, index))),
    key: rows.at(-1)?.key ?? null,
  };
}

const cellOf = (column: ReportColumn, { cells, currency }: ReadRow, index: number): string | null => {
  const value = cells[index] ?? null;
  return value !== null && isAmount(column) ? formatMinor(BigInt(value), currency!) : value;
};
