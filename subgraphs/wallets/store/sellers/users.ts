import type { Queryable } from '@soko/postgres';
import type { PrismaClient } from '../../generated/prisma/client.ts';

/** Saves the user of a seller, unless a newer event is known. */
export async function noteSeller(
  pool: Queryable,
  { id, userId, sequence }: { id: string; userId: string; sequence: number },
): Promise<void> {
  await pool.query({
    name: 'wallets-note-seller',
    // SQL: ON CONFLICT with a condition on the sequence.
    text: `INSERT INTO seller AS known (id, user_id, sequence) VALUES ($1, $2, $3)
      ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, sequence = excluded.sequence
      WHERE known.sequence < excluded.sequence`,
    values: [id, userId, sequence],
  });
}

/** The users of sellers, by seller. */
export async function findSellerUsers(db: PrismaClient, ids: readonly string[]): Promise<Map<string, string>> {
  const found = await db.seller.findMany({ where: { id: { in: [...ids] } }, select: { id: true, userId: true } });
  return new Map(found.map(({ id, userId }) => [id, userId]));
}
