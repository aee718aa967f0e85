import type { Queryable } from './insert-products.ts';

/** How many of a variant can be bought, and the how manieth such news of it this is. */
export interface StockLevel {
  variantId: string;
  available: number;
  sequence: number;
}

/**
 * Notes the newest level of each variant, unless a newer one is noted already. What is gone is left out. One statement,
 * whose list is JSON because Postgres would plan anew for every array.
 */
export async function noteStock(db: Queryable, levels: readonly StockLevel[]): Promise<void> {
  await db.query({
    name: 'note-stock',
    text: `UPDATE variant v SET available = news.available, stock_sequence = news.sequence
      FROM (SELECT DISTINCT ON ("variantId") * FROM jsonb_to_recordset($1) AS level ("variantId" text, available int, sequence int)
        ORDER BY "variantId", sequence DESC) AS news
      WHERE v.id = news."variantId" AND v.stock_sequence < news.sequence`,
    values: [JSON.stringify(levels.map(({ variantId, available, sequence }) => ({ variantId, available, sequence })))],
  });
}

/** A product whose status does not fit what is left of its variants, and those of the variants that were asked about. */
export interface UnsettledProduct {
  id: string;
  variantIds: string[];
}

/** Products of these variants that are on sale with nothing left, or sold out with something left. One statement. */
export async function findUnsettled(db: Queryable, variantIds: readonly string[]): Promise<UnsettledProduct[]> {
  const { rows } = await db.query<UnsettledProduct>({
    name: 'unsettled-products',
    text: `SELECT p.id, array_agg(asked.id) AS "variantIds"
      FROM (SELECT id, product_id FROM variant WHERE id IN (SELECT jsonb_array_elements_text($1))) AS asked JOIN product p ON p.id = asked.product_id
      WHERE p.status IN ('ACTIVE', 'SOLD_OUT') AND (p.status = 'SOLD_OUT') <> NOT EXISTS (
        SELECT FROM variant v WHERE v.product_id = p.id AND v.available IS DISTINCT FROM 0)
      GROUP BY p.id ORDER BY p.id`,
    values: [JSON.stringify(variantIds)],
  });
  return rows;
}

/** Holds a product until the transaction ends. */
export async function lockProduct(db: Queryable, id: string): Promise<void> {
  await db.query({ name: 'lock-product', text: 'SELECT FROM product WHERE id = $1 FOR UPDATE', values: [id] });
}
