import type { Page } from '@soko/pagination';
import type { Payment, PaymentStatus } from '../domain/payment.ts';
import { type PaymentRow, toPayment } from './payment-rows.ts';
import type { Queryable } from './queryable.ts';

export interface PaymentQuery {
  statuses: readonly PaymentStatus[] | null;
  checkoutId: string | null;
  orderIds: readonly string[] | null;
  sellerId: string | null;
}

/** Newest first, one more than the page is long. The cursor is the moment (ISO) and the id. */
export async function listPayments(
  db: Queryable,
  query: PaymentQuery,
  page: Page<readonly (string | number | null)[]>,
): Promise<Payment[]> {
  const [at, id] = page.cursor ?? [];
  const [than, order] = page.backwards ? ['>', 'ASC'] : ['<', 'DESC'];
  const values: unknown[] = [page.limit + 1];
  const where: string[] = [];
  const add = (sql: (place: string) => string, value: unknown): void => {
    values.push(value);
    where.push(sql(`$${values.length}`));
  };
  if (query.statuses) add((place) => `status = ANY(${place})`, query.statuses);
  if (query.checkoutId) add((place) => `checkout_id = ${place}`, query.checkoutId);
  if (query.orderIds) add((place) => `order_id = ANY(${place})`, query.orderIds);
  if (query.sellerId) add((place) => `seller_id = ${place}`, query.sellerId);
  if (page.cursor !== null) {
    values.push(at, id);
    where.push(`(created_at, id) ${than} ($${values.length - 1}::timestamptz, $${values.length})`);
  }
  const { rows } = await db.query<PaymentRow>(
    `SELECT * FROM payment ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
      ORDER BY created_at ${order}, id ${order} LIMIT $1`,
    values,
  );
  return rows.map(toPayment);
}
