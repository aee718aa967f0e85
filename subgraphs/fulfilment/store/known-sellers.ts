import type { Queryable } from '@soko/postgres';

export interface SellerFacts {
  id: string;
  userId: string;
  /** Null leaves the status as it is. */
  status: string | null;
  /** Number of the event among the seller's events. Older events than the last known one are ignored. */
  sequence: number;
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
