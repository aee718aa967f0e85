import type { Queryable } from '@soko/postgres';
import type { PrismaClient } from '../generated/prisma/client.ts';

export interface KnownSeller {
  id: string;
  userId: string;
  /** Null leaves the status as it is. */
  status: string | null;
  sequence: number;
}

/** Saves the person who sells as a seller, and the seller's status, unless a later event was saved before. */
export async function saveSeller(db: Queryable, { id, userId, status, sequence }: KnownSeller): Promise<void> {
  await db.query({
    name: 'save-seller',
    // SQL: ON CONFLICT with a condition.
    text: `INSERT INTO seller AS known (id, user_id, status, sequence) VALUES ($1, $2, coalesce($3, 'APPLIED'), $4)
      ON CONFLICT (id) DO UPDATE SET (user_id, status, sequence) = (excluded.user_id, coalesce($3, known.status), excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [id, userId, status, sequence],
  });
}

/** Ids of the sellers that a person sells as. */
export async function findSellersOf(db: PrismaClient, userId: string): Promise<string[]> {
  const sellers = await db.seller.findMany({ where: { userId }, select: { id: true } });
  return sellers.map(({ id }) => id);
}

/** The status of a seller; null for an unknown one. */
export const findSellerStatus = async (db: PrismaClient, id: string): Promise<string | null> =>
  (await db.seller.findUnique({ where: { id }, select: { status: true } }))?.status ?? null;

/** The person who sells as a seller, and the seller's status. Null for an unknown one. */
export const findSeller = (db: PrismaClient, id: string): Promise<{ userId: string; status: string } | null> =>
  db.seller.findUnique({ where: { id }, select: { userId: true, status: true } });
