import type { KnownVariant } from '../domain/variant.ts';
import type { Queryable } from './queryable.ts';

/** What of a product never changes. */
export interface KnownProduct {
  id: string;
  sellerId: string;
  storeId: string | null;
  type: KnownVariant['type'];
}

/** Notes a product. What is known of it already is the same. */
export async function noteProduct(db: Queryable, { id, sellerId, storeId, type }: KnownProduct): Promise<void> {
  await db.query({
    name: 'note-product',
    text: 'INSERT INTO product (id, seller_id, store_id, type) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    values: [id, sellerId, storeId, type],
  });
}

/** The product, or null when nobody told of it. */
export async function findProduct(db: Queryable, id: string): Promise<KnownProduct | null> {
  const { rows } = await db.query<KnownProduct>({
    name: 'known-product',
    text: 'SELECT id, seller_id AS "sellerId", store_id AS "storeId", type FROM product WHERE id = $1',
    values: [id],
  });
  return rows[0] ?? null;
}
