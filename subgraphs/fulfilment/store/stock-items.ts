import type pg from 'pg';
import type { KnownVariant } from '../domain/variant.ts';
import type { StockItem, StockMovement } from '../domain/stock-item.ts';
import type { Queryable } from './queryable.ts';

const columns = `s.id, s.variant_id AS "variantId", s.product_id AS "productId", s.seller_id AS "sellerId", s.store_id AS "storeId",
  s.on_hand AS "onHand", s.reserved, s.version, s.updated_at AS "updatedAt"`;

const by = (column: 'id' | 'variant_id', key: 'id' | 'variantId') => async (db: Queryable, ids: readonly string[]) => {
  const { rows } = await db.query<StockItem>({
    name: `stock-items-by-${column}`,
    text: `SELECT ${columns} FROM stock_item s WHERE s.${column} = ANY($1)`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row[key], row]));
};

/** Stock by its id; ids that name nothing are left out. */
export const findStockItems: (db: Queryable, ids: readonly string[]) => Promise<Map<string, StockItem>> = by(
  'id',
  'id',
);

/** Stock by its variant; variants nobody keeps stock of are left out. */
export const findStockOfVariants: (db: Queryable, variantIds: readonly string[]) => Promise<Map<string, StockItem>> =
  by('variant_id', 'variantId');

/** Begins to keep stock of a variant, unless somebody does already, and locks it for the transaction. */
export async function lockStockItem(
  client: pg.PoolClient,
  variant: KnownVariant,
  { id, now }: { id: string; now: Date },
): Promise<StockItem> {
  await client.query({
    name: 'begin-stock',
    text: `INSERT INTO stock_item (id, variant_id, product_id, seller_id, store_id, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (variant_id) DO NOTHING`,
    values: [id, variant.id, variant.productId, variant.sellerId, variant.storeId, now],
  });
  const { rows } = await client.query<StockItem>({
    name: 'lock-stock-item',
    text: `SELECT ${columns} FROM stock_item s WHERE s.variant_id = $1 FOR UPDATE`,
    values: [variant.id],
  });
  return rows[0]!;
}

/** How many of each variant can be bought: null where none are kept in stock, 0 where nobody stocked any. */
export async function findAvailable(db: Queryable, variantIds: readonly string[]): Promise<Map<string, number | null>> {
  const { rows } = await db.query<{ id: string; available: number | null }>({
    name: 'available',
    text: `SELECT asked.id, CASE WHEN v.type <> 'PHYSICAL' THEN NULL ELSE coalesce(s.on_hand - s.reserved, 0) END AS available
      FROM unnest($1::text[]) AS asked (id) LEFT JOIN stock_item s ON s.variant_id = asked.id LEFT JOIN variant v ON v.id = asked.id`,
    values: [variantIds],
  });
  return new Map(rows.map(({ id, available }) => [id, available]));
}

/** How many of each product's variants can be bought; products that are not kept in stock are left out. */
export async function findAvailableOfProducts(
  db: Queryable,
  productIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ product_id: string; available: number }>({
    name: 'available-of-products',
    text: `SELECT v.product_id, coalesce(sum(s.on_hand - s.reserved), 0)::int AS available
      FROM variant v LEFT JOIN stock_item s ON s.variant_id = v.id
      WHERE v.product_id = ANY($1) AND v.type = 'PHYSICAL' AND NOT v.removed GROUP BY v.product_id`,
    values: [productIds],
  });
  return new Map(rows.map(({ product_id, available }) => [product_id, available]));
}

/** The newest movements of one item, older than `before`. */
export async function findMovements(
  db: Queryable,
  itemId: string,
  { first, before }: { first: number; before: string | null },
): Promise<StockMovement[]> {
  const { rows } = await db.query<StockMovement>({
    name: 'movements',
    text: `SELECT m.id::text, kind, on_hand_delta AS "onHandDelta", reserved_delta AS "reservedDelta", order_id AS "orderId", reason,
        coalesce(actor_id, actor_kind) AS by, at
      FROM stock_movement m WHERE stock_item_id = $1 AND ($3::bigint IS NULL OR m.id < $3) ORDER BY m.id DESC LIMIT $2`,
    values: [itemId, first, before],
  });
  return rows;
}

/** Items whose movements do not add up to what they say. There should never be one. */
export async function findMiscounted(db: Queryable): Promise<{ id: string; variantId: string }[]> {
  const { rows } = await db.query<{ id: string; variantId: string }>(
    `SELECT s.id, s.variant_id AS "variantId" FROM stock_item s
     LEFT JOIN (SELECT stock_item_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved FROM stock_movement GROUP BY 1) m
       ON m.stock_item_id = s.id
     WHERE (s.on_hand, s.reserved) IS DISTINCT FROM (coalesce(m.on_hand, 0)::int, coalesce(m.reserved, 0)::int) LIMIT 100`,
  );
  return rows;
}
