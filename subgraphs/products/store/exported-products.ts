import type { Queryable } from '@soko/postgres';
import type { ExportedProduct } from '../domain/exported-product.ts';
import type { ProductCondition, ProductType } from '../domain/product.ts';
import { findVariantsOf } from './find-products.ts';

/** The products of a seller, or those of them that a store sells. */
export interface ExportedCatalogue {
  sellerId: string;
  storeId: string | null;
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

/** Products with variants, in the order of the SKUs of their first variants, after `after`. */
export async function findExportedProducts(
  db: Queryable,
  { sellerId, storeId }: ExportedCatalogue,
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
