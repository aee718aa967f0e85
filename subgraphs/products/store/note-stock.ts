import type { Queryable } from '@soko/postgres';

/** Number of items of a variant that can be bought, and the sequence of the event that carries it. */
export interface StockLevel {
  variantId: string;
  available: number;
  sequence: number;
}

/**
 * Saves the newest level of each variant, unless a newer one is saved already. Unknown variants are left out. One
 * statement. The list is JSON because Postgres would plan the statement again for each array.
 */
export async function noteStock(db: Queryable, levels: readonly StockLevel[]): Promise<void> {
  // SQL: hot, many levels in one statement.
  await db.query({
    name: 'note-stock',
    text: `UPDATE variant v SET available = news.available, stock_sequence = news.sequence
      FROM (SELECT DISTINCT ON ("variantId") * FROM jsonb_to_recordset($1) AS level ("variantId" text, available int, sequence int)
        ORDER BY "variantId", sequence DESC) AS news
      WHERE v.id = news."variantId" AND v.stock_sequence < news.sequence`,
    values: [JSON.stringify(levels.map(({ variantId, available, sequence }) => ({ variantId, available, sequence })))],
  });
}

/** The variants of a product that sells a token. None for another product. */
export async function findTokenVariants(db: Queryable, productId: string): Promise<string[]> {
  // SQL: beside the statements of stock.
  const { rows } = await db.query<{ id: string }>({
    name: 'token-variants',
    text: `SELECT v.id FROM variant v JOIN product p ON p.id = v.product_id WHERE p.id = $1 AND p.type = 'NFT'`,
    values: [productId],
  });
  return rows.map(({ id }) => id);
}

/** A product whose status does not match the stock of its variants, with those of the given variants that it has. */
export interface UnsettledProduct {
  id: string;
  variantIds: string[];
}

/** Products of these variants that are on sale without stock, or sold out with stock. One statement. */
export async function findUnsettled(db: Queryable, variantIds: readonly string[]): Promise<UnsettledProduct[]> {
  // SQL: hot, compares products with all of their variants.
  const { rows } = await db.query<UnsettledProduct>({
    name: 'unsettled-products',
    text: `SELECT p.id, array_agg(given.id) AS "variantIds"
      FROM (SELECT id, product_id FROM variant WHERE id IN (SELECT jsonb_array_elements_text($1))) AS given JOIN product p ON p.id = given.product_id
      WHERE p.status IN ('ACTIVE', 'SOLD_OUT') AND (p.status = 'SOLD_OUT') <> (NOT EXISTS (
        SELECT FROM variant v WHERE v.product_id = p.id AND coalesce(v.available > 0, p.type <> 'PHYSICAL')))
      GROUP BY p.id ORDER BY p.id`,
    values: [JSON.stringify(variantIds)],
  });
  return rows;
}

/**
 * Locks the stock of products until the end of the transaction, after the products, and returns what is available by variant. A level
 * that comes meanwhile waits, so that the one who saves it sees what this transaction has saved.
 */
export async function lockStock(tx: Queryable, productIds: readonly string[]): Promise<Map<string, number | null>> {
  const { rows } = await tx.query<{ id: string; available: number | null }>({
    name: 'lock-stock-of-products',
    // SQL: Prisma has no row locks.
    text: 'SELECT id, available FROM variant WHERE product_id = ANY($1) ORDER BY id FOR SHARE',
    values: [productIds],
  });
  return new Map(rows.map(({ id, available }) => [id, available]));
}

/** Locks a product until the end of the transaction. */
export async function lockProduct(db: Queryable, id: string): Promise<void> {
  // SQL: Prisma has no row locks.
  await db.query({ name: 'lock-product', text: 'SELECT FROM product WHERE id = $1 FOR UPDATE', values: [id] });
}
