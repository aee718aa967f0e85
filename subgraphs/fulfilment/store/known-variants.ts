import type { Queryable } from '@soko/postgres';
import type { CataloguedVariant, KnownVariant } from '../domain/variant.ts';
import { isPublicSql } from './known-products.ts';

interface Row {
  id: string;
  product_id: string;
  seller_id: string;
  store_id: string | null;
  type: KnownVariant['type'];
  sku: string;
  currency: string;
  length_mm: number | null;
  width_mm: number | null;
  height_mm: number | null;
  weight_g: number | null;
  is_public: boolean;
  seller_status: string | null;
}

const sizeOf = ({ length_mm, width_mm, height_mm, weight_g }: Row): KnownVariant['package'] =>
  length_mm === null || width_mm === null || height_mm === null || weight_g === null
    ? null
    : { lengthMm: length_mm, widthMm: width_mm, heightMm: height_mm, weightG: weight_g };

const toVariant = (row: Row): CataloguedVariant => ({
  id: row.id,
  productId: row.product_id,
  sellerId: row.seller_id,
  storeId: row.store_id,
  type: row.type,
  sku: row.sku,
  currency: row.currency,
  package: sizeOf(row),
  isPublic: row.is_public,
  sellerStatus: row.seller_status,
});

/** Variants by id; unknown and removed variants are left out. */
export async function findVariants(db: Queryable, ids: readonly string[]): Promise<Map<string, CataloguedVariant>> {
  // SQL: delivery quotes of carts, a hot path.
  const { rows } = await db.query<Row>({
    name: 'known-variants',
    text: `SELECT v.id, v.product_id, v.seller_id, v.store_id, v.type, v.sku, v.currency, v.length_mm, v.width_mm, v.height_mm, v.weight_g,
        ${isPublicSql} AS is_public, s.status AS seller_status
      FROM variant v JOIN product p ON p.id = v.product_id LEFT JOIN seller s ON s.id = v.seller_id
      WHERE v.id = ANY($1) AND NOT v.removed`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, toVariant(row)]));
}

const recordset = `jsonb_to_recordset($1::jsonb) AS v (id text, "productId" text, "sellerId" text, "storeId" text, type text,
  sku text, currency text, package jsonb)`;

/** Saves variants as products published them. Older events than the last known one are ignored. */
export async function noteVariants(db: Queryable, variants: readonly KnownVariant[], sequence: number): Promise<void> {
  // SQL: many rows, ON CONFLICT with a condition.
  await db.query({
    name: 'note-variants',
    text: `INSERT INTO variant AS known (id, product_id, seller_id, store_id, type, sku, currency, length_mm, width_mm, height_mm, weight_g, sequence)
      SELECT v.id, v."productId", v."sellerId", v."storeId", v.type, v.sku, v.currency, (v.package->>'lengthMm')::int,
        (v.package->>'widthMm')::int, (v.package->>'heightMm')::int, (v.package->>'weightG')::int, $2
      FROM ${recordset} ORDER BY v.id
      ON CONFLICT (id) DO UPDATE SET (sku, currency, length_mm, width_mm, height_mm, weight_g, removed, sequence) =
        (excluded.sku, excluded.currency, excluded.length_mm, excluded.width_mm, excluded.height_mm, excluded.weight_g, false, excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [JSON.stringify(variants), sequence],
  });
}

/** Marks all other variants of a product as removed. */
export async function removeOtherVariants(
  db: Queryable,
  productId: string,
  { kept, sequence }: { kept: readonly string[]; sequence: number },
): Promise<void> {
  // SQL: in the transaction of a consumer.
  await db.query({
    name: 'remove-other-variants',
    text: `UPDATE variant SET removed = true, sequence = $3
      WHERE product_id = $1 AND id <> ALL($2) AND NOT removed AND sequence < $3`,
    values: [productId, kept, sequence],
  });
}

/** Marks variants of a product as removed. */
export async function removeVariants(
  db: Queryable,
  productId: string,
  { removed, sequence }: { removed: readonly string[]; sequence: number },
): Promise<void> {
  // SQL: in the transaction of a consumer.
  await db.query({
    name: 'remove-variants',
    text: `UPDATE variant SET removed = true, sequence = $3
      WHERE product_id = $1 AND id = ANY($2) AND NOT removed AND sequence < $3`,
    values: [productId, removed, sequence],
  });
}
