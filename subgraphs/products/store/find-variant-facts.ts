import { isId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import type { Media, ProductType } from '../domain/product.ts';
import type { VariantFacts } from '../domain/variant-facts.ts';
import { toVariant, variantColumns, type VariantRow } from './variant-rows.ts';

type Row = VariantRow & {
  title: string;
  type: ProductType;
  seller_id: string;
  store_id: string | null;
  category_id: string;
  cover: Media | null;
  on_sale: boolean;
  accepts_offers: boolean | null;
  minimum_basis_points: number | null;
  version: number;
};

const toFacts = (row: Row): VariantFacts => {
  const { id, productId, sku, options, price, furtherPrices, package: size, available } = toVariant(row);
  return {
    variantId: id,
    productId,
    sellerId: row.seller_id,
    storeId: row.store_id,
    title: row.title,
    sku,
    options,
    type: row.type,
    categoryId: row.category_id,
    price,
    furtherPrices,
    package: size,
    cover: row.cover,
    onSale: row.on_sale,
    available: row.type === 'PHYSICAL' ? (available ?? 0) : available,
    acceptsOffers: row.accepts_offers ?? false,
    minimumOfferBasisPoints: row.minimum_basis_points,
    version: row.version,
  };
};

/** Number of placeholders: the number of ids rounded up to a power of two, so that few different statements exist. */
const placesFor = (count: number): number => 2 ** Math.ceil(Math.log2(Math.max(count, 1)));

/**
 * Facts of the variants whose products the public may see. Others are left out. One statement. Each id has a placeholder
 * because Postgres would plan the statement again for each array, which takes longer than finding a few rows.
 */
export async function findVariantFacts(db: Queryable, ids: readonly string[]): Promise<Map<string, VariantFacts>> {
  const wanted = [...new Set(ids)].filter((id) => isId('var', id));
  const places = placesFor(wanted.length);
  // SQL: hot, carts and checkout.
  const { rows } = await db.query<Row>({
    name: `variant-facts-${places}`,
    text: `SELECT ${variantColumns}, p.title, p.type, p.seller_id, p.store_id, p.category_id, p.media -> 0 AS cover,
        p.status = 'ACTIVE' AND coalesce(v.available > 0, p.type <> 'PHYSICAL') AS on_sale, p.version,
        t.accepts_offers, t.minimum_basis_points
      FROM variant v JOIN product p ON p.id = v.product_id LEFT JOIN offer_terms t ON t.product_id = p.id
      WHERE v.id IN (${Array.from({ length: places }, (_, index) => `$${index + 1}`).join(', ')}) AND p.listed`,
    values: Array.from({ length: places }, (_, index) => wanted[index] ?? null),
  });
  return new Map(rows.map((row) => [row.id, toFacts(row)]));
}
