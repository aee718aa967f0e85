import type { Queryable } from '@soko/postgres';
import type { Order } from '../domain/order.ts';
import { findOrders } from './find-orders.ts';
import { isOpenDispute } from './disputes/dispute-rows.ts';
import { isOpenReturn } from './returns/return-rows.ts';

/** The order, locked until the end of the transaction, so that it gets no second case. Null when there is none. */
export async function lockOrder(tx: Queryable, orderId: string): Promise<Order | null> {
  // SQL: Prisma has no row locks.
  await tx.query({ name: 'lock-order', text: 'SELECT FROM orders WHERE id = $1 FOR UPDATE', values: [orderId] });
  return (await findOrders(tx, [orderId]))[0] ?? null;
}

/** The open case of a locked order, a return or a dispute. Null when there is none. One statement. */
export async function findOpenCase(tx: Queryable, orderId: string): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'open-case',
    // SQL: in a transaction that holds a row lock.
    text: `SELECT r.id FROM order_return r WHERE r.order_id = $1 AND ${isOpenReturn}
      UNION ALL SELECT d.id FROM dispute d WHERE d.order_id = $1 AND ${isOpenDispute}`,
    values: [orderId],
  });
  return rows[0]?.id ?? null;
}
