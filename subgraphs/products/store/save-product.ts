import type { Actor, Envelope } from '@soko/events';
import { outboxInsert, outboxRows } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { Product } from '../domain/product.ts';
import { productJson, productRecord, variantInsert, variantJson, variantRecord } from './product-json.ts';

/** Every part depends on `changed`, which is empty if the version of a single product has changed: then nothing is saved. */
// SQL: conditional CTE over product, variants, outbox and history.
const statement = `WITH changed AS (
    UPDATE product p SET (title, description, condition, status, category_id, tags, media, currency, price_min_minor, price_max_minor,
        price_rank, keywords, newest_at, published_at, version, updated_at) =
      (r.title, r.description, r.condition, r.status, r.category_id, r.tags, r.media, r.currency, r.price_min_minor, r.price_max_minor,
        r.price_rank, concat_ws(' ', (SELECT name FROM category c WHERE c.id = r.category_id), r.skus), r.newest_at, r.published_at,
        r.version, r.updated_at)
    FROM jsonb_to_recordset($1) AS r ${productRecord} JOIN jsonb_to_recordset($2) AS b (id text, version int) USING (id)
    WHERE p.id = r.id AND p.version = b.version
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
    SELECT id, $6, b.status, b.next_status, $7, $8, $9
    FROM changed JOIN jsonb_to_recordset($2) AS b (id text, status text, next_status text) USING (id) WHERE b.status <> b.next_status
  )
  SELECT id FROM changed`;

/** A product before and after a change. */
export interface ProductChange {
  before: Product;
  after: Product;
}

/** What is saved with a change. */
export interface ChangeRecord {
  events: readonly Envelope[];
  actor: Actor;
  reason: string | null;
}

const touchedVariants = ({ before, after }: ProductChange) =>
  after.variants.flatMap((variant, position) =>
    before.variants[position] === variant ? [] : [variantJson(variant, position, after)],
  );

function removedVariants({ before, after }: ProductChange): string[] {
  const kept = new Set(after.variants.map(({ id }) => id));
  return before.variants.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
}

/** Saves changed products with their events in one statement. Returns the number of those whose version was the one before. */
async function saveChanges(db: Queryable, changes: readonly ProductChange[], record: ChangeRecord): Promise<number> {
  const { rows } = await db.query({
    name: 'save-products',
    text: statement,
    values: [
      JSON.stringify(changes.map(({ after }) => productJson(after))),
      JSON.stringify(
        changes.map(({ before: { id, version, status }, after }) => ({
          id,
          version,
          status,
          next_status: after.status,
        })),
      ),
      JSON.stringify(changes.flatMap(touchedVariants)),
      changes.flatMap(removedVariants),
      outboxRows(record.events),
      changes[0]?.after.updatedAt,
      record.actor.kind,
      record.actor.id,
      record.reason,
    ],
  });
  return rows.length;
}

/**
 * Saves a changed product with its events and, for a new status, an entry in the history: one statement. Returns false if
 * another request has changed the product in the meantime. Fails with a unique violation of `variant_seller_id_sku_key`.
 */
export const saveProduct = async (
  db: Queryable,
  before: Product,
  after: Product,
  record: ChangeRecord,
): Promise<boolean> => (await saveChanges(db, [{ before, after }], record)) === 1;

/** The same for products that the caller has locked, and that change at one time. */
export async function saveLockedProducts(
  db: Queryable,
  changes: readonly ProductChange[],
  record: ChangeRecord,
): Promise<void> {
  if (changes.length === 0) return;
  const saved = await saveChanges(db, changes, record);
  if (saved !== changes.length) throw new Error(`Only ${saved} of ${changes.length} locked products were saved.`);
}
