import type { Queryable } from './insert-products.ts';

/** The ids of the seller's products that have a variant with one of the SKUs, by SKU. */
export async function findProductsBySku(
  db: Queryable,
  sellerId: string,
  skus: readonly string[],
): Promise<Map<string, string>> {
  if (skus.length === 0) return new Map();
  const { rows } = await db.query<{ sku: string; product_id: string }>({
    name: 'products-by-sku',
    text: 'SELECT sku, product_id FROM variant WHERE seller_id = $1 AND sku = ANY($2)',
    values: [sellerId, skus],
  });
  return new Map(rows.map((row) => [row.sku, row.product_id]));
}
