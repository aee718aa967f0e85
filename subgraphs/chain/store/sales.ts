import type { Queryable } from '@soko/postgres';
import type { Sale, SaleStatus, WantedLine } from '../domain/sale.ts';

// SQL: sales change in transactions with their tokens.

const columns = `line_id AS "lineId", order_id AS "orderId", variant_id AS "variantId", token_id AS "tokenId", store_id AS "storeId",
  quantity, status, mint_id AS "mintId", version`;

/** Sales by their lines. */
export async function findSales(db: Queryable, lineIds: readonly string[]): Promise<Sale[]> {
  const { rows } = await db.query<Sale>({
    name: 'chain-find-sales',
    text: `SELECT ${columns} FROM sale WHERE line_id = ANY($1)`,
    values: [lineIds],
  });
  return rows;
}

/** Sales by their lines, locked until the transaction ends. */
export async function lockSales(tx: Queryable, lineIds: readonly string[]): Promise<Sale[]> {
  const { rows } = await tx.query<Sale>({
    name: 'chain-lock-sales',
    text: `SELECT ${columns} FROM sale WHERE line_id = ANY($1) ORDER BY line_id FOR UPDATE`,
    values: [lineIds],
  });
  return rows;
}

/** All sales of an order, locked until the transaction ends. */
export async function lockSalesOfOrder(tx: Queryable, orderId: string): Promise<Sale[]> {
  const { rows } = await tx.query<Sale>({
    name: 'chain-lock-sales-of-order',
    text: `SELECT ${columns} FROM sale WHERE order_id = $1 ORDER BY line_id FOR UPDATE`,
    values: [orderId],
  });
  return rows;
}

/** All sales of the orders whose lines these mints are for, locked until the transaction ends. None for mints of no order. */
export async function lockSalesBesideMints(tx: Queryable, mintIds: readonly string[]): Promise<Sale[]> {
  const { rows } = await tx.query<Sale>({
    name: 'chain-lock-sales-beside-mints',
    text: `SELECT ${columns} FROM sale WHERE order_id IN (SELECT order_id FROM sale WHERE mint_id = ANY($1))
      ORDER BY line_id FOR UPDATE`,
    values: [mintIds],
  });
  return rows;
}

/** Holds items for lines, or holds them once more for those that have expired. */
export async function holdSales(
  tx: Queryable,
  lines: readonly (WantedLine & { tokenId: string; storeId: string })[],
  { at, expiresAt }: { at: Date; expiresAt: Date },
): Promise<void> {
  await tx.query({
    name: 'chain-hold-sales',
    text: `INSERT INTO sale AS s (line_id, order_id, variant_id, token_id, store_id, quantity, status, expires_at, reserved_at, changed_at)
      SELECT "lineId", "orderId", "variantId", "tokenId", "storeId", quantity, 'HELD', $3, $2, $2
      FROM jsonb_to_recordset($1) AS r ("lineId" text, "orderId" text, "variantId" text, "tokenId" text, "storeId" text, quantity int)
      ON CONFLICT (line_id) DO UPDATE SET status = 'HELD', expires_at = $3, reserved_at = $2, changed_at = $2, version = s.version + 1`,
    values: [JSON.stringify(lines), at, expiresAt],
  });
}

/** Saves a new status of locked sales. */
export async function saveSales(
  tx: Queryable,
  lineIds: readonly string[],
  status: SaleStatus,
  { at, mintId = null }: { at: Date; mintId?: string | null },
): Promise<void> {
  await tx.query({
    name: 'chain-save-sales',
    text: `UPDATE sale SET status = $2, mint_id = coalesce($4, mint_id), changed_at = $3, version = version + 1
      WHERE line_id = ANY($1) AND status <> $2`,
    values: [lineIds, status, at, mintId],
  });
}

/** Sales that are held for longer than their time, locked until the transaction ends. Others work on the rest. */
export async function lockOverdueSales(tx: Queryable, now: Date, limit: number): Promise<Sale[]> {
  const { rows } = await tx.query<Sale>({
    name: 'chain-overdue-sales',
    text: `SELECT ${columns} FROM sale WHERE status = 'HELD' AND expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
    values: [now, limit],
  });
  return rows;
}
