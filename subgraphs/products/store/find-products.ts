import { isId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { Product, ProductDetails, Variant } from '../domain/product.ts';
import { isSlug } from '../domain/slug.ts';
import type { CategoryTree } from './category-tree.ts';
import {
  type DetailRow,
  detailColumns,
  type ShelvedProduct,
  type SummaryRow,
  summaryColumns,
  toDetails,
  toShelved,
  toSummary,
} from './product-rows.ts';
import { toVariant, variantColumns, type VariantRow } from './variant-rows.ts';

/** A product, and whether the public may see it. */
export interface FoundProduct {
  product: ShelvedProduct;
  listed: boolean;
}

type FoundRow = SummaryRow & { listed: boolean };

const toFound = async (row: FoundRow, categories: CategoryTree): Promise<FoundProduct> => ({
  product: toShelved(row, await categories.at(row.category_revision)),
  listed: row.listed,
});

/** Products by id, in any order. Unknown ids are left out. */
export async function findProducts(
  pool: pg.Pool,
  categories: CategoryTree,
  ids: readonly string[],
): Promise<FoundProduct[]> {
  // SQL: hot, loads products of every page and entity reference.
  const { rows } = await pool.query<FoundRow>({
    name: 'products-by-id',
    text: `SELECT ${summaryColumns}, p.listed FROM product p WHERE p.id = ANY($1)`,
    values: [ids.filter((id) => isId('prd', id))],
  });
  return Promise.all(rows.map((row) => toFound(row, categories)));
}

/** The product with this slug, or null. */
export async function findProductBySlug(
  pool: pg.Pool,
  categories: CategoryTree,
  slug: string,
): Promise<FoundProduct | null> {
  if (!isSlug(slug)) return null;
  // SQL: hot, the product page.
  const { rows } = await pool.query<FoundRow>({
    name: 'product-by-slug',
    text: `SELECT ${summaryColumns}, p.listed FROM product p WHERE p.slug = $1`,
    values: [slug],
  });
  return rows[0] ? toFound(rows[0], categories) : null;
}

/** Further fields of product pages. */
export async function findDetails(pool: pg.Pool, ids: readonly string[]): Promise<Map<string, ProductDetails>> {
  // SQL: hot, the product page.
  const { rows } = await pool.query<DetailRow & { id: string }>({
    name: 'details-of-products',
    text: `SELECT p.id, ${detailColumns} FROM product p WHERE p.id = ANY($1)`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, toDetails(row)]));
}

/** The variants of each of the products, in the seller's order. */
export async function findVariantsOf(pool: Queryable, productIds: readonly string[]): Promise<Map<string, Variant[]>> {
  // SQL: hot, the product page.
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

/** Variants by id. Unknown ids are left out. */
export async function findVariants(pool: pg.Pool, ids: readonly string[]): Promise<Map<string, Variant>> {
  // SQL: hot, entity references of carts and orders.
  const { rows } = await pool.query<VariantRow>({
    name: 'variants-by-id',
    text: `SELECT ${variantColumns} FROM variant v WHERE v.id = ANY($1)`,
    values: [ids.filter((id) => isId('var', id))],
  });
  return new Map(rows.map((row) => [row.id, toVariant(row)]));
}

/** A whole product for a command, and the status of its seller. */
export interface LoadedProduct {
  product: Product;
  sellerStatus: string | null;
}

/** The whole product for a command. Null if it does not exist. */
export const loadProduct = async (db: Queryable, id: string): Promise<LoadedProduct | null> =>
  (await loadProducts(db, [id])).get(id) ?? null;

/** Whole products for a command, by id. Unknown ids are left out. Two statements. */
export async function loadProducts(db: Queryable, given: readonly string[]): Promise<Map<string, LoadedProduct>> {
  const ids = [...new Set(given)].filter((id) => isId('prd', id));
  if (ids.length === 0) return new Map();
  // SQL: the seller has no relation in the schema; also part of transactions on a pg client.
  const { rows } = await db.query<SummaryRow & DetailRow & { seller_status: string | null }>({
    name: 'products-whole',
    text: `SELECT ${summaryColumns}, ${detailColumns}, s.status AS seller_status
      FROM product p LEFT JOIN seller s ON s.id = p.seller_id WHERE p.id = ANY($1)`,
    values: [ids],
  });
  if (rows.length === 0) return new Map();
  const variants = await findVariantsOf(
    db,
    rows.map(({ id }) => id),
  );
  return new Map(
    rows.map((row) => {
      const product = { ...toSummary(row), ...toDetails(row), variants: variants.get(row.id) ?? [] };
      return [row.id, { product, sellerStatus: row.seller_status }];
    }),
  );
}
