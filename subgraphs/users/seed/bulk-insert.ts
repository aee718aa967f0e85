import type { Envelope, EventTrail } from '@soko/events';
import { outboxRows } from '@soko/outbox';
import type pg from 'pg';

const batch = 2_000;

/**
 * Inserts rows, keyed by column, in few statements, and answers the ids of those that were not there. `columns` gives
 * each column with its type: `id text, roles text[]`.
 */
export async function bulkInsert(
  client: pg.PoolClient,
  table: string,
  columns: string,
  rows: readonly object[],
): Promise<Set<string>> {
  const names = columns.replaceAll(/(\w+) [^,]+/g, '$1');
  const made = new Set<string>();
  for (let from = 0; from < rows.length; from += batch) {
    const part = JSON.stringify(rows.slice(from, from + batch));
    const { rows: inserted } = await client.query<{ id: string }>(
      `INSERT INTO ${table} (${names}) SELECT ${names} FROM jsonb_to_recordset($1::jsonb) AS seed (${columns})
       ON CONFLICT DO NOTHING RETURNING id`,
      [part],
    );
    for (const { id } of inserted) made.add(id);
  }
  return made;
}

export async function insertEvents(client: pg.PoolClient, events: readonly Envelope[]): Promise<void> {
  const columns = 'id text, aggregatetype text, aggregateid text, type text, payload jsonb';
  await bulkInsert(client, 'outbox', columns, outboxRows(events));
}

/** What a seed tells is told as if it had happened then. */
export const seedTrail = (time: Date): EventTrail => ({
  correlationId: 'seed',
  causationId: null,
  actor: { kind: 'service', id: 'seed' },
  now: () => time,
});
