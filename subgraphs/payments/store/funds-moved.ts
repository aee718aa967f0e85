import type { Queryable } from '@soko/postgres';
import type { PaymentMethodKind } from '../domain/payment.ts';

/** Money that moved by one method in one currency, in minor units. */
export interface FundsMoved {
  method: PaymentMethodKind;
  currency: string;
  receivedMinor: bigint;
  paidMinor: bigint;
}

/** Every movement up to `$1`: method, currency, what arrived and what left. */
const movements = [
  `SELECT method, currency, received_minor AS received, 0 AS paid FROM collection
    WHERE purpose = 'DEPOSIT' AND status = 'SUCCEEDED' AND coalesce(settled_at, updated_at) <= $1`,
  `SELECT method, currency, 0, returned_minor FROM collection
    WHERE purpose = 'DEPOSIT' AND returned_minor > 0 AND updated_at <= $1`,
  `SELECT method, currency, captured_minor, 0 FROM payment WHERE captured_at <= $1`,
  `SELECT p.method, p.currency, 0, r.amount_minor FROM refund r JOIN payment p ON p.id = r.payment_id
    WHERE r.status = 'SUCCEEDED' AND r.updated_at <= $1`,
  // Refunds that were made at the provider.
  `SELECT p.method, p.currency, 0, p.refunded_minor - coalesce(
      (SELECT sum(r.amount_minor) FROM refund r WHERE r.payment_id = p.id AND r.status = 'SUCCEEDED'), 0)
    FROM payment p WHERE p.refunded_minor > 0 AND p.updated_at <= $1`,
  `SELECT method, currency, 0, charged_back_minor FROM payment WHERE charged_back_minor > 0 AND updated_at <= $1`,
  `SELECT 'STRIPE_CARD', currency, amount_minor, 0 FROM subscription_invoice WHERE provider = 'stripe' AND paid_at <= $1`,
  `SELECT 'STRIPE_CARD', currency, 0, amount_minor FROM subscription_reversal
    WHERE provider = 'stripe' AND status = 'REFUNDED' AND seen_at <= $1`,
  `SELECT 'STRIPE_CARD', currency, 0, amount_minor FROM subscription_reversal
    WHERE provider = 'stripe' AND status = 'LOST' AND updated_at <= $1`,
  `SELECT 'STRIPE_CARD', fee_currency, 0, fee_minor FROM subscription_reversal
    WHERE provider = 'stripe' AND fee_minor > 0 AND seen_at <= $1`,
  // Fees for disputes, in the currency of the balance at the provider.
  `SELECT 'STRIPE_CARD', fee_currency, 0, fee_minor FROM payment_dispute
    WHERE provider = 'stripe' AND fee_minor > 0 AND seen_at <= $1`,
  // Money that nobody asked for, and that people have decided about; negative where less arrived than was booked.
  `SELECT CASE provider WHEN 'stripe' THEN 'STRIPE_CARD' ELSE 'MPESA' END, currency, amount_minor, 0 FROM unmatched_funds
    WHERE is_booked AND resolved_at <= $1`,
  `SELECT CASE provider WHEN 'stripe' THEN 'STRIPE_CARD' ELSE 'MPESA' END, currency, 0, amount_minor FROM disbursement
    WHERE purpose IN ('WITHDRAWAL', 'PAYOUT') AND status IN ('SUCCEEDED', 'RETURNED') AND coalesce(settled_at, updated_at) <= $1`,
  `SELECT CASE provider WHEN 'stripe' THEN 'STRIPE_CARD' ELSE 'MPESA' END, currency, amount_minor, 0 FROM disbursement
    WHERE purpose = 'PAYOUT' AND status = 'RETURNED' AND updated_at <= $1`,
];

/** What moved at the providers up to a time. */
export async function sumFundsMoved(pool: Queryable, until: Date): Promise<FundsMoved[]> {
  const { rows } = await pool.query<{ method: PaymentMethodKind; currency: string; received: string; paid: string }>({
    name: 'funds-moved',
    // SQL: sums over a union of several tables.
    text: `SELECT method, currency, sum(received)::bigint AS received, sum(paid)::bigint AS paid
      FROM (${movements.join(' UNION ALL ')}) AS moved GROUP BY 1, 2 ORDER BY 1, 2`,
    values: [until],
  });
  return rows.map(({ method, currency, received, paid }) => ({
    method,
    currency,
    receivedMinor: BigInt(received),
    paidMinor: BigInt(paid),
  }));
}
