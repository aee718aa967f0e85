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

/** A variant of a seller with its product. */
interface SkuOwner {
  variantId: string;
  productId: string;
}

/** The seller's variants with these SKUs, by SKU. */
export async function findSkuOwners(
  db: Queryable,
  sellerId: string,
  skus: readonly string[],
): Promise<Map<string, SkuOwner>> {
  // SQL: part of the transaction of an import, which runs on a pg client.
  const { rows } = await db.query<SkuOwner & { sku: string }>({
    name: 'sku-owners',
    text: 'SELECT sku, id AS "variantId", product_id AS "productId" FROM variant WHERE seller_id = $1 AND sku = ANY($2)',
    values: [sellerId, skus],
  });
  return new Map(rows.map(({ sku, ...owner }) => [sku, owner]));
}

/** The SKUs of the product that other variants of its seller have. */
export async function findTakenSkus(db: Queryable, { sellerId, variants }: Product): Promise<string[]> {
  const owners = await findSkuOwners(
    db,
    sellerId,
    variants.map(({ sku }) => sku),
  );
  return variants.filter(({ id, sku }) => (owners.get(sku)?.variantId ?? id) !== id).map(({ sku }) => sku);
}
