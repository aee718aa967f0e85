import type { Queryable } from '@soko/postgres';
import type { PrismaClient } from '../generated/prisma/client.ts';

export interface KnownSeller {
  id: string;
  userId: string;
  /** Null leaves the status as it is. */
  status: string | null;
  sequence: number;
}

/** Saves the user and status of a seller, unless a newer event is known. */
export async function noteSeller(pool: Queryable, { id, userId, status, sequence }: KnownSeller): Promise<void> {
  // SQL: ON CONFLICT with a condition on the sequence.
  await pool.query({
    name: 'note-seller',
    text: `INSERT INTO seller AS known (id, user_id, status, sequence) VALUES ($1, $2, coalesce($3, 'APPLIED'), $4)
      ON CONFLICT (id) DO UPDATE SET (user_id, status, sequence) = (excluded.user_id, coalesce($3, known.status), excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [id, userId, status, sequence],
  });
}

/** The sellers that a user is: their statuses by id. */
export async function findSellersOf(db: PrismaClient, userId: string): Promise<Map<string, string>> {
  const found = await db.seller.findMany({ where: { userId }, select: { id: true, status: true } });
  return new Map(found.map(({ id, status }) => [id, status]));
}
