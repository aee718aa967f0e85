import type { EventTrail } from '@soko/events';
import { stableId } from '@soko/ids';
import { retryCollisions } from '@soko/postgres';
import type pg from 'pg';
import { insertEvents, trailJson } from './store/event-sql.ts';

/** A variant of a seed with its stock. */
export interface SeedStock {
  variantId: string;
  productId: string;
  sellerId: string;
  storeId: string | null;
  sku: string;
  /** Currency of its price. */
  currency: string;
  package: { lengthMm: number; widthMm: number; heightMm: number; weightG: number };
  quantity: number;
}

/** Number of variants that one statement writes. */
const batchSize = 2_000;

/** The time in all ids of seeded stock: the same variant gets the same id in every seed. */
const seedTime = new Date('2026-01-01T00:00:00.000Z');

const seeds = `jsonb_to_recordset($1::jsonb) AS v (id text, "variantId" text, "productId" text, "sellerId" text, "storeId" text,
  sku text, currency text, package jsonb, quantity int)`;

/** Consumers may save the same products at the same time: one statement per table, rows in order. */
// SQL: many rows in one statement.
const projections = [
  `INSERT INTO product (id, seller_id, store_id, type, status)
   SELECT DISTINCT ON ("productId") "productId", "sellerId", "storeId", 'PHYSICAL', 'ACTIVE' FROM ${seeds} ORDER BY "productId"
   ON CONFLICT DO NOTHING`,
  `INSERT INTO variant (id, product_id, seller_id, store_id, type, sku, currency, length_mm, width_mm, height_mm, weight_g)
   SELECT "variantId", "productId", "sellerId", "storeId", 'PHYSICAL', sku, currency, (package->>'lengthMm')::int,
     (package->>'widthMm')::int, (package->>'heightMm')::int, (package->>'weightG')::int FROM ${seeds} ORDER BY "variantId"
   ON CONFLICT DO NOTHING`,
];

// SQL: many rows of several tables in one statement.
const statement = `WITH seeds AS MATERIALIZED (
    SELECT v.* FROM ${seeds}
  ), added AS (
    INSERT INTO stock_item (id, variant_id, product_id, seller_id, store_id, on_hand, version, updated_at)
    SELECT id, "variantId", "productId", "sellerId", "storeId", quantity, 1, $2::timestamptz FROM seeds ORDER BY "variantId"
    ON CONFLICT DO NOTHING RETURNING id, variant_id, product_id, on_hand, version
  ), moved AS (
    INSERT INTO stock_movement (stock_item_id, kind, on_hand_delta, reserved_delta, actor_kind, actor_id, at)
    SELECT id, 'RECEIVE', on_hand, 0, 'service', 'seed', $2 FROM added WHERE on_hand > 0
  ), events AS MATERIALIZED (
    SELECT envelope_of('fulfilment.stock.level_changed', variant_id, version, $3::jsonb,
      jsonb_build_object('variantId', variant_id, 'productId', product_id, 'available', on_hand)) AS payload FROM added WHERE $4::boolean
  ), written AS (
    ${insertEvents('fulfilment.stock')}
  )
  SELECT count(*)::int AS added FROM added`;

export interface SeedStockOptions {
  /**
   * Publishes an event of each stock level. A catalogue of a million products can do without if products is seeded with
   * the same stock.
   *
   * @default true
   */
  tell?: boolean;
}

/**
 * Adds stock in batches, each item with its first movement and one event. Existing stock stays as it is. Returns the number
 * of items added. `items` may be a generator.
 */
export async function seedStock(
  pool: pg.Pool,
  { items }: { items: Iterable<SeedStock> | AsyncIterable<SeedStock> },
  { tell = true }: SeedStockOptions = {},
): Promise<number> {
  const now = new Date();
  const trail: EventTrail = {
    correlationId: 'seed_stock',
    causationId: null,
    actor: { kind: 'service', id: 'seed' },
    now: () => now,
  };
  let added = 0;
  let batch: (SeedStock & { id: string })[] = [];
  const flush = async (): Promise<void> => {
    const items = JSON.stringify(batch);
    for (const projection of projections) await retryCollisions(() => pool.query(projection, [items]));
    const values = [items, now, trailJson(trail), tell];
    const { rows } = await retryCollisions(() => pool.query<{ added: number }>(statement, values));
    added += rows[0]?.added ?? 0;
    batch = [];
  };
  for await (const item of items) {
    batch.push({ ...item, id: stableId('stk', item.variantId, seedTime) });
    if (batch.length === batchSize) await flush();
  }
  if (batch.length > 0) await flush();
  await pool.query('ANALYZE stock_item, variant, product');
  return added;
}

/** The price of one box, in minor units of the currency. */
export interface SeedDeliveryRate {
  country: string;
  method: 'STANDARD' | 'EXPRESS';
  currency: string;
  feeMinor: number;
}

/**
 * Adds `rates`, and for `currency` the rates for all currencies times `factor`, country by country. Existing rates stay as they
 * are.
 */
export async function seedDeliveryRates(
  pool: pg.Pool,
  wanted: { rates: readonly SeedDeliveryRate[]; likeThoseForAll: { currency: string; factor: number } },
): Promise<void> {
  // SQL: rows computed from the table itself.
  await pool.query(
    `INSERT INTO delivery_rate (country, method, currency, fee_minor)
     SELECT country, method, currency, "feeMinor" FROM jsonb_to_recordset($1) AS r (country text, method text, currency text, "feeMinor" int)
     UNION ALL
     SELECT country, method, $2, fee_minor * $3::int FROM delivery_rate WHERE currency = '*' AND fee_minor > 0
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(wanted.rates), wanted.likeThoseForAll.currency, wanted.likeThoseForAll.factor],
  );
}
