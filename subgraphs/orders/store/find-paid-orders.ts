import type { Queryable } from '@soko/postgres';

/** Ids of those orders whose payment was authorised at some time. One statement. */
export async function findPaidOrders(db: Queryable, orderIds: readonly string[]): Promise<Set<string>> {
  if (orderIds.length === 0) return new Set();
  const { rows } = await db.query<{ id: string }>({
    name: 'paid-orders',
    // SQL: hot, runs for the payment event of every purchase.
    text: `SELECT id FROM orders WHERE id = ANY($1) AND payment_status <> 'NONE'`,
    values: [orderIds],
  });
  return new Set(rows.map(({ id }) => id));
}
