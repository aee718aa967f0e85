import type { Page } from '@soko/pagination';
import type pg from 'pg';

/** What to read a page of: rows that have a `created_at`, an `id` and a `status`. */
interface Walk {
  /** With its alias, such as `packaging p`. */
  table: string;
  columns: string;
  status: string | null;
  /** The cursor is a row's `created_at` and `id`. */
  page: Page<[string, string]>;
}

/** Oldest first; going backwards, nearest first. One row more than asked for tells whether there are more. */
export async function walkPage<Row extends object>(
  pool: pg.Pool,
  { table, columns, status, page: { limit, cursor, backwards } }: Walk,
): Promise<Row[]> {
  const alias = table.split(' ')[1]!;
  const [order, side] = backwards ? ['DESC', '<'] : ['ASC', '>'];
  const conditions = [
    ...(status === null ? [] : [`${alias}.status = $2`]),
    ...(cursor === null
      ? []
      : [`(${alias}.created_at, ${alias}.id) ${side} ($${status === null ? 2 : 3}, $${status === null ? 3 : 4})`]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const { rows } = await pool.query<Row>({
    name: `walk ${table} ${order} ${conditions.join(' ')}`.slice(0, 63),
    text: `SELECT ${columns} FROM ${table} ${where} ORDER BY ${alias}.created_at ${order}, ${alias}.id ${order} LIMIT $1`,
    values: [limit + 1, ...(status === null ? [] : [status]), ...(cursor ?? [])],
  });
  return rows;
}
