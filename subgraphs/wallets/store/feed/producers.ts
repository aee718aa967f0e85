import type { Queryable } from '@soko/postgres';

/** A producer of a feed, and which of its lines are missing. */
export interface Producer {
  name: string;
  /** Number of the last line that was handled; null for a new producer. */
  lastSeq: number | null;
  /** While lines are missing: all from `lastSeq + 1` to before this number. */
  missingBefore: number | null;
  missingSince: Date | null;
  updatedAt: Date;
}

const columns = `name, last_seq AS "lastSeq", missing_before AS "missingBefore", missing_since AS "missingSince",
  updated_at AS "updatedAt"`;

/**
 * The producer, which is added when it is new. Locks it until the end of the transaction: two imports of one producer take
 * turns, line by line.
 */
export async function lockProducer(client: Queryable, name: string): Promise<Producer> {
  // SQL: a row that may be new, with a lock.
  const { rows } = await client.query<Producer>({
    name: 'lock-feed-producer',
    text: `INSERT INTO feed_producer (name, last_seq, updated_at) VALUES ($1, NULL, now())
      ON CONFLICT (name) DO UPDATE SET name = feed_producer.name RETURNING ${columns}`,
    values: [name],
  });
  return rows[0]!;
}

/** Notes the number of the line that was handled, in the transaction of its effects. The last missing line ends the gap. */
export async function noteLine(client: Queryable, name: string, seq: number, now: Date): Promise<void> {
  // SQL: in a transaction that holds row locks.
  await client.query({
    name: 'note-feed-line',
    text: `UPDATE feed_producer SET last_seq = $2, updated_at = $3,
        missing_before = CASE WHEN missing_before > $2 + 1 THEN missing_before END,
        missing_since = CASE WHEN missing_before > $2 + 1 THEN missing_since END
      WHERE name = $1`,
    values: [name, seq, now],
  });
}

/** Notes that the lines up to before `missingBefore` are missing. */
export async function noteGap(client: Queryable, name: string, missingBefore: number, now: Date): Promise<void> {
  // SQL: in a transaction that holds row locks.
  await client.query({
    name: 'note-feed-gap',
    text: `UPDATE feed_producer SET missing_before = greatest(missing_before, $2), missing_since = coalesce(missing_since, $3)
      WHERE name = $1`,
    values: [name, missingBefore, now],
  });
}

/** The number of the next line of a producer; 1 for a new one. */
export async function nextSeqOf(db: Queryable, name: string): Promise<number> {
  // SQL: a single row, beside the statements above.
  const { rows } = await db.query<{ next: number }>({
    name: 'feed-producer-next',
    text: 'SELECT last_seq + 1 AS next FROM feed_producer WHERE name = $1',
    values: [name],
  });
  return rows[0]?.next ?? 1;
}

/** Producers by name, or all of them. */
export async function findProducers(db: Queryable, name: string | null): Promise<Producer[]> {
  // SQL: beside the statements above.
  const { rows } = await db.query<Producer>({
    name: 'feed-producers',
    text: `SELECT ${columns} FROM feed_producer WHERE $1::text IS NULL OR name = $1 ORDER BY name LIMIT 500`,
    values: [name],
  });
  return rows;
}
