import type pg from 'pg';
import type { HistoryEntry } from '../domain/history.ts';
import type { ProductStatus } from '../domain/product.ts';

interface Row {
  product_id: string;
  at: Date;
  from_status: ProductStatus | null;
  to_status: ProductStatus;
  actor_kind: string;
  actor_id: string | null;
  reason: string | null;
}

/** Who changed the status of each of the products, oldest first. */
export async function findHistory(pool: pg.Pool, productIds: readonly string[]): Promise<Map<string, HistoryEntry[]>> {
  const { rows } = await pool.query<Row>({
    name: 'history-of-products',
    text: `SELECT product_id, at, from_status, to_status, actor_kind, actor_id, reason
      FROM product_history WHERE product_id = ANY($1) ORDER BY product_id, id`,
    values: [productIds],
  });
  const byProduct = new Map<string, HistoryEntry[]>();
  for (const row of rows) {
    const by = row.actor_id ?? row.actor_kind;
    const entry = { at: row.at, from: row.from_status, to: row.to_status, by, reason: row.reason };
    byProduct.set(row.product_id, [...(byProduct.get(row.product_id) ?? []), entry]);
  }
  return byProduct;
}
