import type { Actor, Envelope } from '@soko/events';
import { outboxInsert, outboxRows } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { Product, ProductStatus } from '../domain/product.ts';
import { productJson, productRecord, variantInsert, variantJson, variantRecord } from './product-json.ts';

/**
 * The lock on the seller orders this statement before or after a suspension at the same time, so that no product of a
 * suspended seller stays on sale.
 */
// SQL: products, variants, history and outbox in one statement.
const statement = `WITH sellers AS (
    SELECT id, status FROM seller WHERE id IN (SELECT r.seller_id FROM jsonb_to_recordset($1) AS r (seller_id text)) FOR SHARE
  ), added AS (
    INSERT INTO product (id, slug, seller_id, store_id, title, description, type, condition, status, category_id, tags, media, currency,
      price_min_minor, price_max_minor, price_rank, keywords, seller_hidden, newest_at, published_at, version, created_at, updated_at)
    SELECT r.id, r.slug, r.seller_id, r.store_id, r.title, r.description, r.type, r.condition, r.status, r.category_id, r.tags, r.media,
      r.currency, r.price_min_minor, r.price_max_minor, r.price_rank, concat_ws(' ', c.name, r.skus),
      coalesce(s.status <> 'ACTIVE', false), r.newest_at, r.published_at, r.version, r.created_at, r.updated_at
    FROM jsonb_to_recordset($1) AS r ${productRecord}
    LEFT JOIN category c ON c.id = r.category_id LEFT JOIN sellers s ON s.id = r.seller_id
  ), varied AS (
    ${variantInsert} FROM jsonb_to_recordset($2) AS r ${variantRecord}
  ), published AS (
    ${outboxInsert('$3')}
  )
  INSERT INTO product_history (product_id, at, from_status, to_status, actor_kind, actor_id)
  SELECT product_id, at, from_status, to_status, $5, $6
  FROM jsonb_to_recordset($4) AS h (product_id text, at timestamptz, from_status text, to_status text)`;

interface HistoryJson {
  product_id: string;
  at: Date;
  from_status: ProductStatus | null;
  to_status: ProductStatus;
}

/** A new product starts as a draft. A product that is added on sale gets both entries. */
function historyOf({ id, status, createdAt, publishedAt }: Product): HistoryJson[] {
  const created: HistoryJson = { product_id: id, at: createdAt, from_status: null, to_status: 'DRAFT' };
  if (status === 'DRAFT') return [created];
  return [created, { product_id: id, at: publishedAt ?? createdAt, from_status: 'DRAFT', to_status: status }];
}

/**
 * Adds products with their variants, history and events in one statement. Fails with a unique violation of
 * `product_slug_key` or `variant_seller_id_sku_key`.
 */
export async function insertProducts(
  db: Queryable,
  products: readonly Product[],
  events: readonly Envelope[],
  actor: Actor,
): Promise<void> {
  await db.query({
    name: 'insert-products',
    text: statement,
    values: [
      JSON.stringify(products.map(productJson)),
      JSON.stringify(products.flatMap((product) => product.variants.map((each, at) => variantJson(each, at, product)))),
      outboxRows(events),
      JSON.stringify(products.flatMap(historyOf)),
      actor.kind,
      actor.id,
    ],
  });
}
