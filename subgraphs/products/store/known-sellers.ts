import type { Queryable } from '@soko/postgres';
import type { PrismaClient } from '../generated/prisma/client.ts';

export interface SellerFacts {
  id: string;
  userId: string;
  displayName: string;
  handle: string;
  /** New status, or null to keep the current one. */
  status: string | null;
  /** Sequence of the seller's event. An event older than the saved one is ignored. */
  sequence: number;
}

/**
 * Saves the facts of a seller's event and hides or shows the seller's products. A hidden product keeps its status and is
 * shown again with its seller.
 */
export async function noteSeller(db: Queryable, seller: SellerFacts): Promise<void> {
  // SQL: ON CONFLICT with a condition.
  const { rows } = await db.query<{ status: string }>({
    name: 'note-seller',
    text: `INSERT INTO seller AS known (id, user_id, display_name, handle, status, sequence)
      VALUES ($1, $2, $3, $4, coalesce($5, 'APPLIED'), $6)
      ON CONFLICT (id) DO UPDATE SET (display_name, handle, status, sequence) =
        (excluded.display_name, excluded.handle, coalesce($5, known.status), excluded.sequence)
      WHERE known.sequence < excluded.sequence
      RETURNING status`,
    values: [seller.id, seller.userId, seller.displayName, seller.handle, seller.status, seller.sequence],
  });
  const status = rows[0]?.status;
  if (status === undefined) return;
  // SQL: part of the same transaction, on a pg client.
  await db.query({
    name: 'hide-products-of-seller',
    text: 'UPDATE product SET seller_hidden = $2 WHERE seller_id = $1 AND seller_hidden <> $2',
    values: [seller.id, status !== 'ACTIVE'],
  });
}

/** The status of a seller, or null for an unknown seller. */
export const sellerStatusOf = async (db: PrismaClient, id: string): Promise<string | null> =>
  (await db.seller.findUnique({ where: { id }, select: { status: true } }))?.status ?? null;
