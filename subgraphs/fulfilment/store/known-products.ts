import type { Queryable } from '@soko/postgres';
import type { KnownVariant } from '../domain/variant.ts';

/** The facts of a product that never change. */
export interface KnownProduct {
  id: string;
  sellerId: string;
  storeId: string | null;
  type: KnownVariant['type'];
}

/** Saves a product as products published it, unless it is known. */
export async function noteProduct(db: Queryable, { id, sellerId, storeId, type }: KnownProduct): Promise<void> {
  // SQL: in the transaction of a consumer.
  await db.query({
    name: 'note-product',
    text: 'INSERT INTO product (id, seller_id, store_id, type) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    values: [id, sellerId, storeId, type],
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
