import type { Queryable } from '@soko/postgres';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** Saves the person who sells as a seller, unless a later event was saved before. */
export async function saveSeller(
  db: Queryable,
  seller: { id: string; userId: string; sequence: number },
): Promise<void> {
  await db.query({
    name: 'save-seller',
    // SQL: ON CONFLICT with a condition.
    text: `INSERT INTO seller (id, user_id, sequence) VALUES ($1, $2, $3)
      ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, sequence = excluded.sequence WHERE seller.sequence < excluded.sequence`,
    values: [seller.id, seller.userId, seller.sequence],
  });
}

/** Ids of the sellers that a person sells as. */
export async function findSellersOf(db: PrismaClient, userId: string): Promise<string[]> {
  const sellers = await db.seller.findMany({ where: { userId }, select: { id: true } });
  return sellers.map(({ id }) => id);
}
