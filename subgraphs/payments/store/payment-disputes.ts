import type { Queryable } from '@soko/postgres';
import type { Payment } from '../domain/payment.ts';
import type { ProviderDispute } from '../domain/provider-payment.ts';

/** Saves the disputes of a payment as its provider reports them. A dispute that has ended stays as it is. */
export async function saveDisputes(
  pool: Queryable,
  { id, provider, currency }: Pick<Payment, 'id' | 'provider' | 'currency'>,
  disputes: readonly ProviderDispute[],
  now: Date,
): Promise<void> {
  await pool.query({
    name: 'save-payment-disputes',
    // SQL: ON CONFLICT with a condition.
    text: `INSERT INTO payment_dispute AS known (provider, ref, payment_id, status, amount_minor, currency, reason, evidence_due_at,
        fee_minor, fee_currency, seen_at, updated_at)
      SELECT $1, seen.ref, $2, seen.status, seen.amount, $3, seen.reason, seen.due, seen.fee, seen.fee_currency, $5, $5
      FROM jsonb_to_recordset($4) AS seen (ref text, status text, amount bigint, reason text, due timestamptz, fee bigint,
        fee_currency text)
      ON CONFLICT (provider, ref) DO UPDATE SET status = excluded.status, amount_minor = excluded.amount_minor,
        reason = excluded.reason, evidence_due_at = excluded.evidence_due_at, updated_at = excluded.updated_at,
        fee_minor = CASE WHEN known.fee_minor = 0 THEN excluded.fee_minor ELSE known.fee_minor END,
        fee_currency = coalesce(known.fee_currency, excluded.fee_currency)
      WHERE known.status = 'OPEN'`,
    values: [
      provider,
      id,
      currency,
      JSON.stringify(
        disputes.map(({ ref, status, amountMinor, reason, evidenceDueAt, fee }) => ({
          ref,
          status: status.toUpperCase(),
          amount: amountMinor.toString(),
          reason,
          due: evidenceDueAt,
          fee: (fee?.amountMinor ?? 0n).toString(),
          fee_currency: fee?.currency ?? null,
        })),
      ),
      now,
    ],
  });
}

/** True for a dispute of this payment. */
export async function isDisputeOf(pool: Queryable, paymentId: string, ref: string): Promise<boolean> {
  const { rows } = await pool.query({
    name: 'payment-dispute-of',
    text: 'SELECT FROM payment_dispute WHERE payment_id = $1 AND ref = $2',
    values: [paymentId, ref],
  });
  return rows.length > 0;
}
