import type { Queryable } from '@soko/postgres';
import type { Payment } from '../domain/payment.ts';
import type { ProviderCall } from '../domain/provider-call.ts';
import { callInsert, callJson, callRecord } from './call-rows.ts';
import { paymentColumns, paymentJson, paymentRecord, type PaymentRow, toPayment } from './payment-rows.ts';

/**
 * Saves new payments with the calls that authorise them, before a provider is asked, and returns them. An order that
 * already has a payment keeps it and is left out.
 */
export async function beginPayments(
  pool: Queryable,
  begun: readonly { payment: Payment; call: ProviderCall }[],
  claimedUntil: Date,
): Promise<Payment[]> {
  // SQL: hot (every checkout); two tables in one statement, ON CONFLICT, in the order of the orders to avoid deadlocks.
  const { rows } = await pool.query<PaymentRow>({
    name: 'begin-payments',
    text: `WITH made AS (
        INSERT INTO payment (${paymentColumns})
        SELECT ${paymentColumns} FROM jsonb_to_recordset($1) AS given ${paymentRecord} ORDER BY order_id
        ON CONFLICT (order_id) DO NOTHING RETURNING *
      ), called AS (
        ${callInsert(`(SELECT call.* FROM jsonb_to_recordset($2) AS call ${callRecord} JOIN made ON made.id = call.payment_id) AS calls`, '$3', '$4')}
      )
      SELECT * FROM made`,
    values: [
      JSON.stringify(begun.map(({ payment }) => paymentJson(payment))),
      JSON.stringify(begun.map(({ call }) => callJson(call))),
      begun[0]?.payment.createdAt,
      claimedUntil,
    ],
  });
  return rows.map(toPayment);
}
