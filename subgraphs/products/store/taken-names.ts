import type { Queryable } from '@soko/postgres';
import type { Product } from '../domain/product.ts';

/** Which of the slugs are in use. */
export async function takenSlugs(db: Queryable, slugs: readonly string[]): Promise<Set<string>> {
  // SQL: part of the transaction of an import, which runs on a pg client.
  const { rows } = await db.query<{ slug: string }>({
    name: 'taken-slugs',
    text: 'SELECT slug FROM product WHERE slug = ANY($1)',
    values: [slugs],
  });
  return new Set(rows.map((row) => row.slug));
}

/** Makes batches of imports into a store take turns, so that each sees the products of those before. */
export async function lockImportsOf(db: Queryable, storeId: string): Promise<void> {
  // SQL: an advisory lock, because a SKU is unique for a seller alone, and two members may import one file.
  await db.query({
    name: 'lock-imports-of-store',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('imports of ' || $1, 0))`,
    values: [storeId],
  });
}

/** A variant of a seller with its product. */
export interface SkuOwner {
  sku: string;
  sellerId: string;
  variantId: string;
  productId: string;
}

/** The variants of these sellers with these SKUs. A SKU is unique for a seller. */
export async function findSkuOwners(
  db: Queryable,
  sellerIds: readonly string[],
  skus: readonly string[],
): Promise<SkuOwner[]> {
  // SQL: part of the transaction of an import, which runs on a pg client.
  const { rows } = await db.query<SkuOwner>({
    name: 'sku-owners',
    text: `SELECT sku, seller_id AS "sellerId", id AS "variantId", product_id AS "productId"
      FROM variant WHERE seller_id = ANY($1) AND sku = ANY($2)`,
    values: [sellerIds, skus],
  });
  return rows;
}

/** The SKUs of the product that other variants of its seller have. */
export async function findTakenSkus(db: Queryable, { sellerId, variants }: Product): Promise<string[]> {
  const owners = await findSkuOwners(
    db,
    [sellerId],
    variants.map(({ sku }) => sku),
  );
  const ownerOf = new Map(owners.map(({ sku, variantId }) => [sku, variantId]));
  return variants.filter(({ id, sku }) => (ownerOf.get(sku) ?? id) !== id).map(({ sku }) => sku);
}
