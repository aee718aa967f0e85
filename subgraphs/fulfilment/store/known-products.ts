import type { Queryable } from '@soko/postgres';
import type { KnownVariant } from '../domain/variant.ts';

/** The facts of a product that never change. */
export interface KnownProduct {
  id: string;
  sellerId: string;
  storeId: string | null;
  type: KnownVariant['type'];
}

/** Status of a product in the catalogue, with the version that had it. */
export interface ProductState {
  status: string;
  sequence: number;
}

/** True if the public sees `product p` of `seller s`, which may be unknown: the rule of the catalogue. */
export const isPublicSql = `(p.status IN ('ACTIVE', 'SOLD_OUT') AND coalesce(s.status, 'ACTIVE') = 'ACTIVE')`;

/** Saves a product as products published it, unless a later status is known. */
export async function noteProduct(
  db: Queryable,
  { id, sellerId, storeId, type }: KnownProduct,
  { status, sequence }: ProductState,
): Promise<void> {
  // SQL: ON CONFLICT with a condition, in the transaction of a consumer. One version has several events.
  await db.query({
    name: 'note-product',
    text: `INSERT INTO product AS known (id, seller_id, store_id, type, status, sequence) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (id) DO UPDATE SET (status, sequence) = (excluded.status, excluded.sequence)
      WHERE known.sequence <= excluded.sequence`,
    values: [id, sellerId, storeId, type, status, sequence],
  });
}

/** Saves the status of a known product, unless a later one is known. */
export async function noteProductStatus(db: Queryable, id: string, { status, sequence }: ProductState): Promise<void> {
  // SQL: in the transaction of a consumer.
  await db.query({
    name: 'note-product-status',
    text: 'UPDATE product SET status = $2, sequence = $3 WHERE id = $1 AND sequence <= $3',
    values: [id, status, sequence],
  });
}

/** The product, or null when it is unknown. */
export async function findProduct(db: Queryable, id: string): Promise<KnownProduct | null> {
  // SQL: in the transaction of a consumer.
  const { rows } = await db.query<KnownProduct>({
    name: 'known-product',
    text: 'SELECT id, seller_id AS "sellerId", store_id AS "storeId", type FROM product WHERE id = $1',
    values: [id],
  });
  return rows[0] ?? null;
}
