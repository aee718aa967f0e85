import type { Queryable } from '@soko/postgres';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** Saves the user of a seller, unless a newer event is known. */
export async function noteSeller(
  pool: Queryable,
  seller: { id: string; userId: string; sequence: number },
): Promise<void> {
  // SQL: ON CONFLICT with a condition on the sequence.
  await pool.query({
    name: 'note-seller',
    text: `INSERT INTO seller AS known (id, user_id, sequence) VALUES ($1, $2, $3)
      ON CONFLICT (id) DO UPDATE SET (user_id, sequence) = (excluded.user_id, excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [seller.id, seller.userId, seller.sequence],
  });
}

/** Ids of the sellers that a user is. */
export async function findSellerIdsOf(db: PrismaClient, userId: string): Promise<Set<string>> {
  const found = await db.seller.findMany({ where: { userId }, select: { id: true } });
  return new Set(found.map(({ id }) => id));
}
