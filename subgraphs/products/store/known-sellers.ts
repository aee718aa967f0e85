import type { Queryable } from './insert-products.ts';

export interface SellerFacts {
  id: string;
  userId: string;
  displayName: string;
  handle: string;
  /** Null leaves the status as it is. */
  status: string | null;
  /** Counts what happened to the seller; what is older than what is known is left out. */
  sequence: number;
}

/**
 * Notes what users told about a seller, and hides or shows their products accordingly: what is hidden keeps its status
 * and comes back with its seller.
 */
export async function noteSeller(db: Queryable, seller: SellerFacts): Promise<void> {
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
  await db.query({
    name: 'hide-products-of-seller',
    text: 'UPDATE product SET seller_hidden = $2 WHERE seller_id = $1 AND seller_hidden <> $2',
    values: [seller.id, status !== 'ACTIVE'],
  });
}

/** Where a seller stands, or null when nobody told of them. */
export async function sellerStatusOf(db: Queryable, id: string): Promise<string | null> {
  const { rows } = await db.query<{ status: string }>({
    name: 'seller-status',
    text: 'SELECT status FROM seller WHERE id = $1',
    values: [id],
  });
  return rows[0]?.status ?? null;
}
