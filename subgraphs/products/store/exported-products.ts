import type { Queryable } from '@soko/postgres';
import type { ExportedProduct } from '../domain/exported-product.ts';
import type { ProductCondition, ProductType } from '../domain/product.ts';
import { findVariantsOf } from './find-products.ts';

/** The products of a seller or, with a store, all that the store sells. */
export type ExportedCatalogue = { sellerId: string; storeId: null } | { sellerId: null; storeId: string };

/** The sellers who have products in a store. */
export async function findSellersOfStore(db: Queryable, storeId: string): Promise<string[]> {
  // SQL: steps from seller to seller along an index, whatever the number of products.
  const { rows } = await db.query<{ sellerId: string }>({
    name: 'sellers-of-store',
    text: `WITH RECURSIVE found AS (
        (SELECT seller_id FROM product WHERE store_id = $1 ORDER BY seller_id LIMIT 1)
        UNION ALL
        SELECT (SELECT p.seller_id FROM product p WHERE p.store_id = $1 AND p.seller_id > found.seller_id ORDER BY p.seller_id LIMIT 1)
        FROM found WHERE found.seller_id IS NOT NULL
      )
      SELECT seller_id AS "sellerId" FROM found WHERE seller_id IS NOT NULL`,
    values: [storeId],
  });
  return rows.map(({ sellerId }) => sellerId);
}

interface ExportRow {
  id: string;
  /** SKU of the first variant. */
  sku: string;
  title: string;
  description: string;
  type: ProductType;
  condition: ProductCondition;
  category: string | null;
  tags: string[];
}

/** Products of a seller, with a store those in it, in the order of the SKUs of their first variants, after `after`. */
export async function findExportedProducts(
  db: Queryable,
  { sellerId, storeId }: { sellerId: string; storeId: string | null },
  { after, limit }: { after: string; limit: number },
): Promise<(ExportedProduct & { sku: string })[]> {
  // SQL: a page by keyset along the index of SKUs, for a file that is written page by page.
  const { rows } = await db.query<ExportRow>({
    name: 'exported-products',
    text: `SELECT p.id, v.sku, p.title, p.description, p.type, p.condition, c.slug AS category, p.tags
      FROM variant v JOIN product p ON p.id = v.product_id LEFT JOIN category c ON c.id = p.category_id
      WHERE v.seller_id = $1 AND v.sku > $2 AND v.position = 0 AND p.status <> 'ARCHIVED' AND ($3::text IS NULL OR p.store_id = $3)
      ORDER BY v.sku LIMIT $4`,
    values: [sellerId, after, storeId, limit],
  });
  const variants = await findVariantsOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, ...product }) => ({ ...product, variants: variants.get(id) ?? [] }));
}
