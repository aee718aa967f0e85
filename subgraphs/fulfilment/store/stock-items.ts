import type { Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { StockItem, StockMovement, StockMovementKind } from '../domain/stock-item.ts';
import type { KnownVariant } from '../domain/variant.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { isPublicSql } from './known-products.ts';

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

/** Items available to buy, and what decides who may know it. */
export interface Availability {
  /** Null for goods that are not kept in stock. */
  available: number | null;
  sellerId: string;
  storeId: string | null;
  isPublic: boolean;
}

type AvailabilityRow = Availability & { id: string };

const byId = (rows: readonly AvailabilityRow[]): Map<string, Availability> =>
  new Map(rows.map(({ id, ...availability }) => [id, availability]));

/** The availability of variants, also of removed ones; unknown variants are left out. */
export async function findAvailable(db: Queryable, variantIds: readonly string[]): Promise<Map<string, Availability>> {
  // SQL: product pages and lists, a hot path.
  const { rows } = await db.query<AvailabilityRow>({
    name: 'available',
    text: `SELECT v.id, CASE WHEN v.type = 'PHYSICAL' THEN coalesce(i.on_hand - i.reserved, 0) END AS available,
        v.seller_id AS "sellerId", v.store_id AS "storeId", ${isPublicSql} AS "isPublic"
      FROM variant v JOIN product p ON p.id = v.product_id LEFT JOIN stock_item i ON i.variant_id = v.id
        LEFT JOIN seller s ON s.id = v.seller_id
      WHERE v.id = ANY($1)`,
    values: [variantIds],
  });
  return byId(rows);
}

/** The availability of products over all their variants; digital and unknown products are left out. */
export async function findAvailableOfProducts(
  db: Queryable,
  productIds: readonly string[],
): Promise<Map<string, Availability>> {
  // SQL: product pages and lists, a hot path.
  const { rows } = await db.query<AvailabilityRow>({
    name: 'available-of-products',
    text: `SELECT p.id, least(coalesce(sum(i.on_hand - i.reserved), 0), 2147483647)::int AS available, p.seller_id AS "sellerId",
        p.store_id AS "storeId", ${isPublicSql} AS "isPublic"
      FROM product p JOIN variant v ON v.product_id = p.id AND NOT v.removed LEFT JOIN stock_item i ON i.variant_id = v.id
        LEFT JOIN seller s ON s.id = p.seller_id
      WHERE p.id = ANY($1) AND p.type = 'PHYSICAL' GROUP BY p.id, s.status`,
    values: [productIds],
  });
  return byId(rows);
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
