import type { Queryable } from '@soko/postgres';
import { type Cell, keepCell, type KeptCell, readCell } from '../../domain/sales/cells.ts';
import type { OrderFacts } from '../../domain/sales/order-facts.ts';

/** An order as the read model has it. */
export interface SalesOrder {
  id: string;
  facts: OrderFacts;
  /** What it adds to the buckets. */
  cells: readonly Cell[];
  /** Time of the newest event that it contains. */
  changedAt: string;
}

/** The orders with these ids that a generation has. */
export async function findSalesOrders(
  tx: Queryable,
  generation: number,
  orderIds: readonly string[],
): Promise<Map<string, Omit<SalesOrder, 'changedAt'>>> {
  const { rows } = await tx.query<{ id: string; facts: OrderFacts; cells: KeptCell[] }>({
    name: 'sales-orders-find',
    // SQL: in the transaction of the buckets.
    text: 'SELECT order_id AS id, facts, cells FROM sales_orders WHERE generation = $1 AND order_id = ANY($2)',
    values: [generation, orderIds],
  });
  return new Map(rows.map(({ id, facts, cells }) => [id, { id, facts, cells: cells.map(readCell) }]));
}

/** Saves orders in one statement. */
export async function saveSalesOrders(tx: Queryable, generation: number, orders: readonly SalesOrder[]): Promise<void> {
  await tx.query({
    name: 'sales-orders-save',
    // SQL: many rows in one statement, new ones and changed ones.
    text: `INSERT INTO sales_orders AS known (generation, order_id, seller_id, currency, facts, cells, changed_at)
      SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[], $7::timestamptz[])
      ON CONFLICT (generation, order_id) DO UPDATE SET facts = excluded.facts, cells = excluded.cells,
        changed_at = greatest(known.changed_at, excluded.changed_at)`,
    values: [
      generation,
      orders.map(({ id }) => id),
      orders.map(({ facts }) => facts.sellerId),
      orders.map(({ facts }) => facts.currency),
      orders.map(({ facts }) => JSON.stringify(facts)),
      orders.map(({ cells }) => JSON.stringify(cells.map(keepCell))),
      orders.map(({ changedAt }) => changedAt),
    ],
  });
}

/** Orders of the generation that answers that are older than `before`, by id. `after` is the last id before. */
export async function readOldOrders(
  db: Queryable,
  before: Date,
  after: string,
  limit: number,
): Promise<Omit<SalesOrder, 'cells'>[]> {
  const { rows } = await db.query<{ id: string; facts: OrderFacts; changedAt: Date }>({
    name: 'sales-orders-read-old',
    // SQL: a value within JSON.
    text: `SELECT o.order_id AS id, o.facts, o.changed_at AS "changedAt" FROM sales_orders o
      JOIN projection_generations g ON g.name = 'sales' AND g.generation = o.generation AND g.status = 'LIVE'
      WHERE o.order_id > $2 AND (o.facts->'order'->>'at')::timestamptz < $1 ORDER BY o.order_id LIMIT $3`,
    values: [before, after, limit],
  });
  return rows.map(({ changedAt, ...rest }) => ({ ...rest, changedAt: changedAt.toISOString() }));
}
