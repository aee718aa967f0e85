import type { Queryable } from '@soko/postgres';
import type { ProviderName } from '../domain/payment.ts';
import type { BookRange } from '../domain/provider-payment.ts';
import { type Amounts, type OurEntry, type Stage, zeroAmounts } from '../domain/reconciliation.ts';

/** Deposits are captured as they are authorised, and belong to no payment. The day is that on which the money arrived. */
const deposits = `SELECT provider, provider_ref, NULL, NULL, currency, coalesce(received_minor, 0),
    coalesce(settled_at, updated_at)
  FROM collection WHERE purpose = 'DEPOSIT'`;

/** Invoices of subscriptions are captured as they are authorised, too. */
const subscribed = `SELECT provider, payment_ref, NULL, NULL, currency, amount_minor, paid_at FROM subscription_invoice`;

/** Our records by stage: id at the provider, payment, refund, amount and time. */
const booked: Readonly<Record<Stage, string>> = {
  AUTHORIZED: `SELECT provider, provider_ref AS ref, id AS payment_id, NULL AS refund_id, currency, authorized_minor AS amount_minor,
      authorized_at AS at FROM payment
    UNION ALL SELECT provider, provider_ref, payment_id, NULL, currency, amount_minor, authorized_at FROM past_authorization
    UNION ALL ${deposits} UNION ALL ${subscribed}`,
  CAPTURED: `SELECT provider, provider_ref AS ref, id AS payment_id, NULL AS refund_id, currency, captured_minor AS amount_minor,
      captured_at AS at FROM payment
    UNION ALL ${deposits} UNION ALL ${subscribed}`,
  REFUNDED: `SELECT p.provider, r.provider_ref AS ref, p.id AS payment_id, r.id AS refund_id, p.currency,
      CASE r.status WHEN 'FAILED' THEN 0 ELSE r.amount_minor END AS amount_minor, r.created_at AS at
    FROM refund r JOIN payment p ON p.id = r.payment_id
    UNION ALL SELECT provider, provider_ref, NULL, NULL, currency, CASE status WHEN 'FAILED' THEN 0 ELSE amount_minor END, made_at
    FROM subscription_reversal WHERE kind = 'REFUND'`,
};

interface Row {
  ref: string;
  paymentId: string | null;
  refundId: string | null;
  currency: string;
  amountMinor: string;
}

const columns = `ref, payment_id AS "paymentId", refund_id AS "refundId", currency, amount_minor AS "amountMinor"`;

const toEntry = (row: Row): OurEntry => ({ ...row, amountMinor: BigInt(row.amountMinor) });

/** Our records by their ids at a provider. */
export async function findOurEntries(
  pool: Queryable,
  stage: Stage,
  provider: ProviderName,
  refs: readonly string[],
): Promise<Map<string, OurEntry>> {
  // SQL: a union of payments, past authorisations and refunds.
  const { rows } = await pool.query<Row>({
    name: `our-entries-${stage}`,
    text: `SELECT ${columns} FROM (${booked[stage]}) AS booked WHERE provider = $1 AND ref = ANY($2)`,
    values: [provider, refs],
  });
  return new Map(rows.map((row) => [row.ref, toEntry(row)]));
}

/** Our records of a range, by id at the provider: `limit` records after `after`. */
export async function listOurEntries(
  pool: Queryable,
  query: { stage: Stage; provider: ProviderName; range: BookRange; after: string; limit: number },
): Promise<OurEntry[]> {
  const { stage, provider, range, after, limit } = query;
  // SQL: a union of payments, past authorisations and refunds, by keyset.
  const { rows } = await pool.query<Row>({
    name: `list-our-entries-${stage}`,
    text: `SELECT ${columns} FROM (${booked[stage]}) AS booked
      WHERE at >= $2 AND at < $3 AND provider = $1 AND ref > $4 AND amount_minor > 0 ORDER BY ref LIMIT $5`,
    values: [provider, range.from, range.before, after, limit],
  });
  return rows.map(toEntry);
}

/** Sums of our records of a range, by currency, in minor units. */
export async function sumOurEntries(
  pool: Queryable,
  provider: ProviderName,
  range: BookRange,
): Promise<Map<string, Amounts>> {
  const sums = Object.entries(booked).map(
    ([stage, sql]) =>
      `SELECT '${stage}' AS stage, currency, sum(amount_minor) AS total FROM (${sql}) AS booked
        WHERE at >= $2 AND at < $3 AND provider = $1 AND ref IS NOT NULL GROUP BY currency`,
  );
  // SQL: sums over a union of payments, past authorisations and refunds.
  const { rows } = await pool.query<{ stage: Stage; currency: string; total: string }>({
    name: 'sum-our-entries',
    text: sums.join(' UNION ALL '),
    values: [provider, range.from, range.before],
  });
  const totals = new Map<string, Amounts>();
  for (const { stage, currency, total } of rows) {
    const known = totals.get(currency) ?? zeroAmounts;
    totals.set(currency, { ...known, [stage.toLowerCase()]: BigInt(total) });
  }
  return totals;
}
