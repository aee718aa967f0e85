import type { EventTrail } from '@soko/events';
import type { Queryable } from '@soko/postgres';

const maxRowsPerStatement = 2_000;

/**
 * Inserts rows, keyed by column, in few statements, and returns the ids of the rows that did not exist. `columns` lists
 * each column with its type: `id text, roles text[]`.
 */
export async function bulkInsert(
  db: Queryable,
  table: string,
  columns: string,
  rows: readonly object[],
): Promise<Set<string>> {
  const names = columns.replaceAll(/(\w+) [^,]+/g, '$1');
  const inserted = new Set<string>();
  for (let from = 0; from < rows.length; from += maxRowsPerStatement) {
    const part = JSON.stringify(rows.slice(from, from + maxRowsPerStatement));
    // SQL: thousands of rows in one statement, and which of them are new.
    const { rows: added } = await db.query<{ id: string }>(
      `INSERT INTO ${table} (${names}) SELECT ${names} FROM jsonb_to_recordset($1::jsonb) AS seed (${columns})
       ON CONFLICT DO NOTHING RETURNING id`,
      [part],
    );
    for (const { id } of added) inserted.add(id);
  }
  return inserted;
}

/** Origin of seeded events, which carry the time of the seeded facts. */
export const seedTrail = (time: Date): EventTrail => ({
  correlationId: 'seed',
  causationId: null,
  actor: { kind: 'service', id: 'seed' },
  now: () => time,
});
