import type { Queryable } from '@soko/postgres';

/**
 * The number of the last line of a producer that was handled, or null for a new one. Locks the producer until the end of the
 * transaction: two imports of one producer take turns, line by line.
 */
export async function lockProducer(client: Queryable, name: string): Promise<number | null> {
  // SQL: a row that may be new, with a lock.
  const { rows } = await client.query<{ last_seq: string | null }>({
    name: 'lock-feed-producer',
    text: `INSERT INTO feed_producer (name, last_seq, updated_at) VALUES ($1, NULL, now())
      ON CONFLICT (name) DO UPDATE SET name = feed_producer.name RETURNING last_seq`,
    values: [name],
  });
  const last = rows[0]?.last_seq ?? null;
  return last === null ? null : Number(last);
}

/** Notes the number of the line that was handled, in the transaction of its effects. */
export async function noteLine(client: Queryable, name: string, seq: number, now: Date): Promise<void> {
  // SQL: in a transaction that holds row locks.
  await client.query({
    name: 'note-feed-line',
    text: 'UPDATE feed_producer SET last_seq = $2, updated_at = $3 WHERE name = $1',
    values: [name, seq, now],
  });
}

/** The number of the next line of a producer; 1 for a new one. */
export async function nextSeqOf(db: Queryable, name: string): Promise<number> {
  // SQL: a single row, beside the statements above.
  const { rows } = await db.query<{ last_seq: string | null }>({
    name: 'feed-producer',
    text: 'SELECT last_seq FROM feed_producer WHERE name = $1',
    values: [name],
  });
  return Number(rows[0]?.last_seq ?? 0) + 1;
}
