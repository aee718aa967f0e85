import type { Queryable } from './insert-products.ts';

/**
 * Notes how many of a variant can be bought, and answers its product's id; null when the variant is gone. Holds the
 * product until the transaction ends, so that levels of several variants are weighed one after the other.
 */
export async function noteStock(db: Queryable, variantId: string, available: number): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>({
    name: 'lock-product-of-variant',
    text: 'SELECT p.id FROM product p JOIN variant v ON v.product_id = p.id WHERE v.id = $1 FOR UPDATE OF p',
    values: [variantId],
  });
  if (rows[0] === undefined) return null;
  await db.query({
    name: 'note-stock',
    text: 'UPDATE variant SET available = $2 WHERE id = $1',
    values: [variantId, available],
  });
  return rows[0].id;
}
