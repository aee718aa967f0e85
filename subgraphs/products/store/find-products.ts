import { isId } from '@soko/ids';
import type pg from 'pg';
import type { Product, ProductSummary, Variant } from '../domain/product.ts';
import { isSlug } from '../domain/slug.ts';
import type { Queryable } from './insert-products.ts';
import { type SummaryRow, summaryColumns, toSummary } from './product-rows.ts';
import { toVariant, variantColumns, type VariantRow } from './variant-rows.ts';

/** A product with what decides who may see it. */
export interface FoundProduct {
  product: ProductSummary;
  listed: boolean;
}

type FoundRow = SummaryRow & { listed: boolean };

const found = (row: FoundRow): FoundProduct => ({ product: toSummary(row), listed: row.listed });

/** Products by id, in no order; ids that name nothing are left out. */
export async function findProducts(pool: pg.Pool, ids: readonly string[]): Promise<FoundProduct[]> {
  const { rows } = await pool.query<FoundRow>({
    name: 'products-by-id',
    text: `SELECT ${summaryColumns}, p.listed FROM product p WHERE p.id = ANY($1)`,
    values: [ids.filter((id) => isId('prd', id))],
  });
  return rows.map(found);
}

/** The product with this slug, or null. */
export async function findProductBySlug(pool: pg.Pool, slug: string): Promise<FoundProduct | null> {
  if (!isSlug(slug)) return null;
  const { rows } = await pool.query<FoundRow>({
    name: 'product-by-slug',
    text: `SELECT ${summaryColumns}, p.listed FROM product p WHERE p.slug = $1`,
    values: [slug],
  });
  return rows[0] ? found(rows[0]) : null;
}

/** The description of each of the products. */
export async function findDescriptions(pool: pg.Pool, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; description: string }>({
    name: 'descriptions',
    text: 'SELECT id, description FROM product WHERE id = ANY($1)',
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, row.description]));
}

/** The variants of each of the products, in their order. */
export async function findVariantsOf(pool: Queryable, productIds: readonly string[]): Promise<Map<string, Variant[]>> {
  const { rows } = await pool.query<VariantRow>({
    name: 'variants-of-products',
    text: `SELECT ${variantColumns} FROM variant v WHERE v.product_id = ANY($1) ORDER BY v.product_id, v.position`,
    values: [productIds],
  });
  const byProduct = new Map<string, Variant[]>();
  for (const row of rows) {
    const variants = byProduct.get(row.product_id);
    if (variants) variants.push(toVariant(row));
    else byProduct.set(row.product_id, [toVariant(row)]);
  }
  return byProduct;
}

/** Variants by id; ids that name nothing are left out. */
export async function findVariants(pool: pg.Pool, ids: readonly string[]): Promise<Map<string, Variant>> {
  const { rows } = await pool.query<VariantRow>({
    name: 'variants-by-id',
    text: `SELECT ${variantColumns} FROM variant v WHERE v.id = ANY($1)`,
    values: [ids.filter((id) => isId('var', id))],
  });
  return new Map(rows.map((row) => [row.id, toVariant(row)]));
}

/** The whole product, as a command changes it, and where its seller stands. Null when there is none. */
export async function loadProduct(
  db: Queryable,
  id: string,
): Promise<{ product: Product; sellerStatus: string | null } | null> {
  if (!isId('prd', id)) return null;
  const { rows } = await db.query<SummaryRow & { description: string; seller_status: string | null }>({
    name: 'product-whole',
    text: `SELECT ${summaryColumns}, p.description, s.status AS seller_status
      FROM product p LEFT JOIN seller s ON s.id = p.seller_id WHERE p.id = $1`,
    values: [id],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const variants = await findVariantsOf(db, [id]);
  const product = { ...toSummary(row), description: row.description, variants: variants.get(id) ?? [] };
  return { product, sellerStatus: row.seller_status };
}
