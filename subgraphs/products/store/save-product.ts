import type { Actor, Envelope } from '@soko/events';
import { outboxInsert, outboxRows } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { Product } from '../domain/product.ts';
import { productJson, productRecord, variantInsert, variantJson, variantRecord } from './product-json.ts';

/** Every part depends on `changed`, which is empty if the version has changed in the meantime: then nothing is saved. */
// SQL: conditional CTE over product, variants, outbox and history.
const statement = `WITH changed AS (
    UPDATE product p SET (title, description, condition, status, category_id, tags, media, currency, price_min_minor, price_max_minor,
        price_rank, keywords, newest_at, published_at, version, updated_at) =
      (r.title, r.description, r.condition, r.status, r.category_id, r.tags, r.media, r.currency, r.price_min_minor, r.price_max_minor,
        r.price_rank, concat_ws(' ', (SELECT name FROM category c WHERE c.id = r.category_id), r.skus), r.newest_at, r.published_at,
        r.version, r.updated_at)
    FROM jsonb_to_recordset($1) AS r ${productRecord}
    WHERE p.id = r.id AND p.version = $2
    RETURNING p.id
  ), removed AS (
    DELETE FROM variant v USING changed WHERE v.product_id = changed.id AND v.id = ANY($4)
  ), varied AS (
    ${variantInsert} FROM jsonb_to_recordset($3) AS r ${variantRecord} WHERE EXISTS (SELECT FROM changed)
    ON CONFLICT (id) DO UPDATE SET (position, sku, options, price_minor, currency, compare_at_minor, further_prices, length_mm, width_mm,
        height_mm, weight_g) =
      (excluded.position, excluded.sku, excluded.options, excluded.price_minor, excluded.currency, excluded.compare_at_minor,
        excluded.further_prices, excluded.length_mm, excluded.width_mm, excluded.height_mm, excluded.weight_g)
  ), published AS (
    ${outboxInsert('$5')} WHERE EXISTS (SELECT FROM changed)
  ), noted AS (
    INSERT INTO product_history (product_id, at, from_status, to_status, actor_kind, actor_id, reason)
    SELECT id, $6, $7, $8, $9, $10, $11 FROM changed WHERE $7::text <> $8::text
  )
  SELECT id FROM changed`;

/**
 * Saves a changed product with its events and, for a new status, an entry in the history: one statement. Returns false if
 * another request has changed the product in the meantime. Fails with a unique violation of `variant_seller_id_sku_key`.
 */
export async function saveProduct(
  db: Queryable,
  before: Product,
  after: Product,
  change: { events: readonly Envelope[]; actor: Actor; reason: string | null },
): Promise<boolean> {
  const kept = new Set(after.variants.map(({ id }) => id));
  const touched = after.variants.flatMap((variant, position) =>
    before.variants[position] === variant ? [] : [variantJson(variant, position, after)],
  );
  const { rows } = await db.query({
    name: 'save-product',
    text: statement,
    values: [
      JSON.stringify([productJson(after)]),
      before.version,
      JSON.stringify(touched),
      before.variants.filter(({ id }) => !kept.has(id)).map(({ id }) => id),
      outboxRows(change.events),
      after.updatedAt,
      before.status,
      after.status,
      change.actor.kind,
      change.actor.id,
      change.reason,
    ],
  });
  return rows.length === 1;
}
