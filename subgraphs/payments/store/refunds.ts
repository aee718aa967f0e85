import type { Envelope } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { Payment } from '../domain/payment.ts';
import type { ProviderCall } from '../domain/provider-call.ts';
import type { Refund, RefundCause, RefundStatus } from '../domain/refund.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type PaymentRow, toPayment } from './payment-rows.ts';

interface RefundRow {
  id: string;
  payment_id: string;
  amount_minor: string | number;
  currency: string;
  reason: string;
  idempotency_key: string;
  input_hash: string | null;
  status: RefundStatus;
  provider_ref: string | null;
  failure: string | null;
  cause: RefundCause;
  delivery_minor: string | number | null;
  fee_returned: boolean | null;
  created_at: Date | string;
}

const toRefund = (row: RefundRow): Refund => ({
  id: row.id,
  paymentId: row.payment_id,
  amountMinor: BigInt(row.amount_minor),
  currency: row.currency,
  reason: row.reason,
  idempotencyKey: row.idempotency_key,
  inputHash: row.input_hash,
  status: row.status,
  providerRef: row.provider_ref,
  failure: row.failure,
  cause: row.cause,
  deliveryMinor: row.delivery_minor === null ? null : BigInt(row.delivery_minor),
  feeReturned: row.fee_returned,
  createdAt: new Date(row.created_at),
});

const columns = 'refund.*, (SELECT currency FROM payment WHERE payment.id = refund.payment_id) AS currency';

export async function findRefund(pool: Queryable, id: string): Promise<Refund | null> {
  // SQL: the currency is a column of the payment; one statement instead of two.
  const { rows } = await pool.query<RefundRow>({
    name: 'refund-by-id',
    text: `SELECT ${columns} FROM refund WHERE id = $1`,
    values: [id],
  });
  return rows[0] ? toRefund(rows[0]) : null;
}

/** Refunds by payment, oldest first. */
export async function findRefundsOf(pool: Queryable, paymentIds: readonly string[]): Promise<Map<string, Refund[]>> {
  // SQL: the currency is a column of the payment; one statement instead of two.
  const { rows } = await pool.query<RefundRow>({
    name: 'refunds-of-payments',
    text: `SELECT ${columns} FROM refund WHERE payment_id = ANY($1) ORDER BY created_at, id`,
    values: [paymentIds],
  });
  const found = new Map<string, Refund[]>();
  for (const row of rows) found.set(row.payment_id, [...(found.get(row.payment_id) ?? []), toRefund(row)]);
  return found;
}

/** Progress of the call that makes a refund. */
export type RefundCall = Pick<ProviderCall, 'status' | 'attempts'>;

export async function findRefundCall(
  db: PrismaClient,
  { id: refundId, paymentId }: Pick<Refund, 'id' | 'paymentId'>,
): Promise<RefundCall | null> {
  const select = { status: true, attempts: true } as const;
  const found = await db.providerCall.findFirst({ where: { paymentId, refundId }, select });
  return found && { ...found, status: found.status as ProviderCall['status'] };
}

export interface NewRefund {
  refund: Refund & { inputHash: string };
  call: ProviderCall;
  by: { kind: string; id: string | null };
}

/**
 * Reserves the amount of a refund, saves the refund with its call, and publishes that it began. See `reserve`. `eventOf` makes the
 * event from the payment as it is then.
 */
export const beginRefund = (
  pool: pg.Pool,
  wanted: NewRefund,
  times: { now: Date; claimedUntil: Date },
  eventOf: (payment: Payment) => Envelope,
): Promise<BegunRefund | null> =>
  inTransaction(pool, async (tx) => {
    const begun = await reserve(tx, wanted, times);
    if (begun?.mine === true) await tell(tx, [eventOf(begun.payment)]);
    return begun;
  });

interface BegunRefund {
  payment: Payment;
  refund: Refund | null;
  mine: boolean;
}

/**
 * Reserves the amount of a refund and saves the refund with its call, if that much can still be refunded. Returns the
 * payment and the refund of this key: new, of an earlier request, or null when the amount is too large.
 */
async function reserve(
  pool: Queryable,
  { refund, call, by }: NewRefund,
  times: { now: Date; claimedUntil: Date },
): Promise<BegunRefund | null> {
  // SQL: reserves the amount, and inserts the refund and its call, in one conditional statement.
  const { rows } = await pool.query<PaymentRow & { made: string | null; known: RefundRow | null }>({
    name: 'begin-refund',
    text: `WITH known AS (
        SELECT ${columns} FROM refund WHERE payment_id = $1 AND idempotency_key = $5
      ), owed AS (
        UPDATE payment SET refunding_minor = refunding_minor + $3, version = version + 1, updated_at = $8
        WHERE id = $1 AND status IN ('CAPTURED', 'PARTIALLY_CAPTURED', 'PARTIALLY_REFUNDED')
          AND $3::bigint > 0 AND captured_minor - refunded_minor - refunding_minor >= $3 AND NOT EXISTS (SELECT FROM known)
        RETURNING *
      ), made AS (
        INSERT INTO refund (id, payment_id, amount_minor, reason, idempotency_key, input_hash, by_kind, by_id, created_at, updated_at,
          cause, delivery_minor, fee_returned)
        SELECT $2, $1, $3, $4, $5, $12, $6, $7, $8, $8, $13, $14::bigint, $15::boolean FROM owed RETURNING id
      ), called AS (
        INSERT INTO provider_call (id, payment_id, kind, amount_minor, reason, refund_id, correlation_id, created_at, claimed_until)
        SELECT $9, $1, 'REFUND', $3, $4, $2, $10, $8, $11 FROM made
      )
      SELECT *, NULL::jsonb AS known, (SELECT id FROM made) AS made FROM owed
      UNION ALL
      SELECT *, (SELECT to_jsonb(known) FROM known), NULL FROM payment WHERE id = $1 AND NOT EXISTS (SELECT FROM owed)`,
    values: [
      refund.paymentId,
      refund.id,
      refund.amountMinor.toString(),
      refund.reason,
      refund.idempotencyKey,
      by.kind,
      by.id,
      times.now,
      call.id,
      call.correlationId,
      times.claimedUntil,
      refund.inputHash,
      refund.cause,
      refund.deliveryMinor?.toString() ?? null,
      refund.feeReturned,
    ],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const mine = row.made !== null;
  return { payment: toPayment(row), refund: mine ? refund : row.known === null ? null : toRefund(row.known), mine };
}
