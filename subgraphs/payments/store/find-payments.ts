import type { Payment, ProviderName } from '../domain/payment.ts';
import { type PaymentRow, toPayment } from './payment-rows.ts';
import type { Queryable } from './queryable.ts';

export async function findPayments(db: Queryable, ids: readonly string[]): Promise<Map<string, Payment>> {
  const { rows } = await db.query<PaymentRow>({
    name: 'payments-by-id',
    text: 'SELECT * FROM payment WHERE id = ANY($1)',
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, toPayment(row)]));
}

/** By order. */
export async function findPaymentsOf(db: Queryable, orderIds: readonly string[]): Promise<Map<string, Payment>> {
  const { rows } = await db.query<PaymentRow>({
    name: 'payments-by-order',
    text: 'SELECT * FROM payment WHERE order_id = ANY($1)',
    values: [orderIds],
  });
  return new Map(rows.map((row) => [row.order_id, toPayment(row)]));
}

export async function findPaymentByRef(db: Queryable, provider: ProviderName, ref: string): Promise<Payment | null> {
  const { rows } = await db.query<PaymentRow>({
    name: 'payment-by-ref',
    text: 'SELECT * FROM payment WHERE provider = $1 AND provider_ref = $2',
    values: [provider, ref],
  });
  return rows[0] ? toPayment(rows[0]) : null;
}
