import type { Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { StockItem, StockMovement, StockMovementKind } from '../domain/stock-item.ts';
import type { KnownVariant } from '../domain/variant.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** Stock by its id; unknown ids are left out. */
export async function findStockItems(db: PrismaClient, ids: readonly string[]): Promise<Map<string, StockItem>> {
  const items = await db.stockItem.findMany({ where: { id: { in: [...ids] } } });
  return new Map(items.map((item) => [item.id, item]));
}

/** Stock by its variant; variants without stock records are left out. */
export async function findStockOfVariants(db: PrismaClient, ids: readonly string[]): Promise<Map<string, StockItem>> {
  const items = await db.stockItem.findMany({ where: { variantId: { in: [...ids] } } });
  return new Map(items.map((item) => [item.variantId, item]));
}

/** Adds the stock record of a variant if it is missing. */
export async function addStockItem(
  client: pg.PoolClient,
  variant: KnownVariant,
  { id, now }: { id: string; now: Date },
): Promise<void> {
  // SQL: in the transaction of the stock change, a hot path.
  await client.query({
    name: 'add-stock-item',
    text: `INSERT INTO stock_item (id, variant_id, product_id, seller_id, store_id, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (variant_id) DO NOTHING`,
    values: [id, variant.id, variant.productId, variant.sellerId, variant.storeId, now],
  });
}

/** The stock of a variant, locked until the end of the transaction. */
export async function lockStockItem(client: pg.PoolClient, variantId: string): Promise<StockItem> {
  // SQL: Prisma has no row locks.
  const { rows } = await client.query<StockItem>({
    name: 'lock-stock-item',
    text: `SELECT id, variant_id AS "variantId", product_id AS "productId", seller_id AS "sellerId", store_id AS "storeId",
        on_hand AS "onHand", reserved, version, updated_at AS "updatedAt"
      FROM stock_item WHERE variant_id = $1 FOR UPDATE`,
    values: [variantId],
  });
  return rows[0]!;
}

/** Items available to buy, by variant: null for digital goods, 0 for variants without stock records. */
export async function findAvailable(db: Queryable, variantIds: readonly string[]): Promise<Map<string, number | null>> {
  // SQL: product pages and carts, a hot path.
  const { rows } = await db.query<{ id: string; available: number | null }>({
    name: 'available',
    text: `SELECT asked.id, CASE WHEN v.type <> 'PHYSICAL' THEN NULL ELSE coalesce(s.on_hand - s.reserved, 0) END AS available
      FROM unnest($1::text[]) AS asked (id) LEFT JOIN stock_item s ON s.variant_id = asked.id LEFT JOIN variant v ON v.id = asked.id`,
    values: [variantIds],
  });
  return new Map(rows.map(({ id, available }) => [id, available]));
}

/** Items available to buy, by product and over all its variants; digital products are left out. */
export async function findAvailableOfProducts(
  db: Queryable,
  productIds: readonly string[],
): Promise<Map<string, number>> {
  // SQL: product pages and lists, a hot path.
  const { rows } = await db.query<{ product_id: string; available: number }>({
    name: 'available-of-products',
    text: `SELECT v.product_id, coalesce(sum(s.on_hand - s.reserved), 0)::int AS available
      FROM variant v LEFT JOIN stock_item s ON s.variant_id = v.id
      WHERE v.product_id = ANY($1) AND v.type = 'PHYSICAL' AND NOT v.removed GROUP BY v.product_id`,
    values: [productIds],
  });
  return new Map(rows.map(({ product_id, available }) => [product_id, available]));
}

/** Movements of one item, newest first and older than `before`. */
export async function findMovements(
  db: PrismaClient,
  stockItemId: string,
  { first, before }: { first: number; before: string | null },
): Promise<StockMovement[]> {
  const rows = await db.stockMovement.findMany({
    where: { stockItemId, ...(before === null ? {} : { id: { lt: BigInt(before) } }) },
    orderBy: { id: 'desc' },
    take: first,
  });
  return rows.map(({ id, kind, actorId, actorKind, ...movement }) => ({
    ...movement,
    id: String(id),
    kind: kind as StockMovementKind,
    by: actorId ?? actorKind,
  }));
}

/** Items whose movements do not add up to their stock: at most 100, and none without a fault. */
export async function findMiscounted(db: Queryable): Promise<{ id: string; variantId: string }[]> {
  // SQL: compares each row with an aggregate of another table.
  const { rows } = await db.query<{ id: string; variantId: string }>(
    `SELECT s.id, s.variant_id AS "variantId" FROM stock_item s
     LEFT JOIN (SELECT stock_item_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved FROM stock_movement GROUP BY 1) m
       ON m.stock_item_id = s.id
     WHERE (s.on_hand, s.reserved) IS DISTINCT FROM (coalesce(m.on_hand, 0)::int, coalesce(m.reserved, 0)::int) LIMIT 100`,
  );
  return rows;
}
