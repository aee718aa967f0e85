import { formatMinor } from '@soko/money';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Row } from '@soko/spreadsheet';
import type { Report } from '../../domain/reports/report.ts';
import { isAmount } from '../../domain/reports/report-types.ts';
import { timeText } from './row-source.ts';
import { rowSources } from './row-sources.ts';

/** Rows of a report with the key of the last one. */
export interface Batch {
  rows: Row[];
  key: readonly string[] | null;
}

/** The key of a row, its currency, and its cells, one after another: rows of objects and arrays would take far more memory. */
type ReadRow = (string | null)[];

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
  const selected = [...key.map(written), columns.CURRENCY ?? 'NULL', ...cells];
  const text = `SELECT ${selected.map((sql) => `(${sql})::text`).join(', ')}
    FROM ${from} WHERE ${[...where, ...beyond].join(' AND ')}${groupBy === undefined ? '' : ` GROUP BY ${groupBy}`}${
      having === undefined ? '' : ` HAVING ${having}`
    } ORDER BY ${key.map(({ sql }) => sql).join(', ')} LIMIT ${add(limit)}`;
  const { rows } = await db.query<ReadRow>({ text, values: parameters.values, rowMode: 'array' });
  const amounts = report.columns.map(isAmount);
  return {
    rows: rows.map((row) => {
      const currency = row[key.length]!;
      return row.slice(key.length + 1).map((value, index) => (amounts[index] ? amountOf(value, currency) : value));
    }),
    key: (rows.at(-1)?.slice(0, key.length) as string[] | undefined) ?? null,
  };
}

const amountOf = (value: string | null, currency: string | null): string | null =>
  value === null ? null : formatMinor(BigInt(value), currency!);
