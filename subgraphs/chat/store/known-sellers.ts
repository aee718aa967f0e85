import type { Queryable } from '@soko/postgres';
import type { PrismaClient } from '../generated/prisma/client.ts';

export interface KnownSeller {
  id: string;
  userId: string;
  /** Null leaves the status as it is. */
  status: string | null;
  sequence: number;
}

/** Saves the person who sells as a seller, unless a later event was saved before. */
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

/** The person who sells as a seller. Null for an unknown seller. */
export const findSellerUser = async (db: PrismaClient, id: string): Promise<string | null> =>
  (await db.seller.findUnique({ where: { id }, select: { userId: true } }))?.userId ?? null;
