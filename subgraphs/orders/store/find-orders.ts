import { isId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import type { Order } from '../domain/order.ts';
import { orderColumns, type OrderRow, toOrder } from './order-rows.ts';

/** Orders by id. One statement. Unknown ids are missing in the result. */
export async function findOrders(db: Queryable, ids: readonly string[]): Promise<Order[]> {
  const { rows } = await db.query<OrderRow>({
    name: 'orders-by-id',
    // SQL: hot, loads entities; orders and lines in one statement.
    text: `SELECT ${orderColumns} FROM orders o JOIN checkout c ON c.id = o.checkout_id WHERE o.id = ANY($1)`,
    values: [ids.filter((id) => isId('ord', id))],
  });
  return rows.map(toOrder);
}

/** The orders that have these lines. One statement. */
export async function findOrdersOfLines(db: Queryable, lineIds: readonly string[]): Promise<Order[]> {
  const { rows } = await db.query<OrderRow>({
    name: 'orders-of-lines',
    // SQL: orders and lines in one statement.
    text: `SELECT ${orderColumns} FROM orders o JOIN checkout c ON c.id = o.checkout_id
      WHERE o.id IN (SELECT order_id FROM order_line WHERE id = ANY($1))`,
    values: [lineIds.filter((id) => isId('orl', id))],
  });
  return rows.map(toOrder);
}

/** The orders of the checkouts, by number. One statement. */
export async function findOrdersOf(db: Queryable, checkoutIds: readonly string[]): Promise<Order[]> {
  const { rows } = await db.query<OrderRow>({
    name: 'orders-of-checkouts',
    // SQL: hot, part of every checkout; orders and lines in one statement.
    text: `SELECT ${orderColumns} FROM orders o JOIN checkout c ON c.id = o.checkout_id WHERE o.checkout_id = ANY($1)
      ORDER BY o.checkout_id, length(o.number), o.number`,
    values: [checkoutIds],
  });
  return rows.map(toOrder);
}
