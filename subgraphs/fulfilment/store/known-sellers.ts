import type { Queryable } from '@soko/postgres';

export interface SellerFacts {
  id: string;
  userId: string;
  /** Null leaves the status as it is. */
  status: string | null;
  /** Number of the event among the seller's events. Older events than the last known one are ignored. */
  sequence: number;
}

/** The status of a seller. Null for one that is not known. */
export async function findSellerStatus(db: Queryable, sellerId: string): Promise<string | null> {
  // SQL: in the transaction of a command.
  const { rows } = await db.query<{ status: string }>({
    name: 'status-of-seller',
    text: 'SELECT status FROM seller WHERE id = $1',
    values: [sellerId],
  });
  return rows[0]?.status ?? null;
}

/** Saves a seller as users published it. */
export async function noteSeller(db: Queryable, { id, userId, status, sequence }: SellerFacts): Promise<void> {
  // SQL: ON CONFLICT with a condition.
  await db.query({
    name: 'note-seller',
    text: `INSERT INTO seller AS known (id, user_id, status, sequence) VALUES ($1, $2, coalesce($3, 'APPLIED'), $4)
      ON CONFLICT (id) DO UPDATE SET (status, sequence) = (coalesce($3, known.status), excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [id, userId, status, sequence],
  });
}
