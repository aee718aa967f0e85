import type { Queryable } from '@soko/postgres';
import type { Payment, ProviderName } from '../domain/payment.ts';
import { type PaymentRow, toPayment } from './payment-rows.ts';

/** Payments by id. */
export async function findPayments(pool: Queryable, ids: readonly string[]): Promise<Map<string, Payment>> {
  // SQL: hot (`_entities` and every settlement).
  const { rows } = await pool.query<PaymentRow>({
    name: 'payments-by-id',
    text: 'SELECT * FROM payment WHERE id = ANY($1)',
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, toPayment(row)]));
}

/** Payments by order. */
export async function findPaymentsOf(pool: Queryable, orderIds: readonly string[]): Promise<Map<string, Payment>> {
  // SQL: hot (`_entities` and repeated authorisations).
  const { rows } = await pool.query<PaymentRow>({
    name: 'payments-by-order',
    text: 'SELECT * FROM payment WHERE order_id = ANY($1)',
    values: [orderIds],
  });
  return new Map(rows.map((row) => [row.order_id, toPayment(row)]));
}

/** A payment by its id at the provider. */
export async function findPaymentByRef(pool: Queryable, provider: ProviderName, ref: string): Promise<Payment | null> {
  // SQL: hot (five webhooks per payment).
  const { rows } = await pool.query<PaymentRow>({
    name: 'payment-by-ref',
    text: 'SELECT * FROM payment WHERE provider = $1 AND provider_ref = $2',
    values: [provider, ref],
  });
  return rows[0] ? toPayment(rows[0]) : null;
}
