import type { Queryable } from '@soko/postgres';

/** An event that the event bus refused. The relay leaves it in the outbox until it is resent. */
export interface RefusedEvent {
  id: string;
  topic: string;
  subject: string;
  type: string;
  bytes: number;
  /** Answer of the event bus. */
  refusal: string;
  refusedAt: Date;
}

/** The refused events of a subgraph's database, oldest first. */
export async function listRefusedEvents(db: Queryable, limit: number): Promise<RefusedEvent[]> {
  const { rows } = await db.query<RefusedEvent>(
    `SELECT id, aggregatetype AS topic, aggregateid AS subject, type, octet_length(payload::text) AS bytes, refusal,
       refused_at AS "refusedAt"
     FROM outbox WHERE sent_at IS NULL AND refused_at IS NOT NULL ORDER BY position LIMIT $1`,
    [limit],
  );
  return rows;
}

/**
 * Lets the relay publish refused events again: all, or those with the given ids. Returns their number. They reach consumers
 * after the later events of the same subject. One that is refused again is set aside again.
 */
export async function resendRefusedEvents(db: Queryable, ids?: readonly string[]): Promise<number> {
  const { rowCount } = await db.query(
    `UPDATE outbox SET refused_at = NULL, refusal = NULL
     WHERE sent_at IS NULL AND refused_at IS NOT NULL AND ($1::text[] IS NULL OR id = ANY ($1))`,
    [ids ?? null],
  );
  return rowCount ?? 0;
}
