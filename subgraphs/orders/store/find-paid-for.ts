import type { Queryable } from './queryable.ts';

/** Which of these orders have been noted as paid for, whatever became of the money since. One statement. */
export async function findPaidFor(db: Queryable, orderIds: readonly string[]): Promise<Set<string>> {
  if (orderIds.length === 0) return new Set();
  const { rows } = await db.query<{ id: string }>({
    name: 'paid-for',
    text: `SELECT id FROM orders WHERE id = ANY($1) AND payment_status <> 'NONE'`,
    values: [orderIds],
  });
  return new Set(rows.map(({ id }) => id));
}
