import { type Queryable, storableText } from '@soko/postgres';
import type { Payment } from '../domain/payment.ts';
import type { ProviderCall } from '../domain/provider-call.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { callInsert, callJson, callRecord, type CallRow, toCall } from './call-rows.ts';
import { type PaymentRow, toPayment } from './payment-rows.ts';

/** A payment and the call that captures or voids it, begun now or by another request before. */
export interface Ending {
  payment: Payment;
  call: ProviderCall | null;
  /** True when this request has begun the call. */
  mine: boolean;
}

/**
 * Saves the call that captures or voids the payment of an order, if its status is one of `from`, the authorised amount is
 * sufficient, and no such call was begun before. Null when the order has no payment.
 */
export async function beginEnding(
  pool: Queryable,
  orderId: string,
  call: ProviderCall,
  from: readonly string[],
  times: { now: Date; claimedUntil: Date },
): Promise<Ending | null> {
  // SQL: hot (every capture); checks, inserts and reads in one statement; ON CONFLICT on a partial index.
  const { rows } = await pool.query<PaymentRow & { call: CallRow | null; begun: CallRow | null }>({
    name: 'begin-ending',
    text: `WITH owed AS (
        SELECT * FROM payment WHERE order_id = $1
      ), begun AS (
        ${callInsert(
          `(SELECT call.id, owed.id AS payment_id, call.kind, call.amount_minor, call.reason, call.refund_id, owed.generation, call.after_payment_id, call.sealed, call.correlation_id
            FROM owed, jsonb_to_recordset($2) AS call ${callRecord}
            WHERE owed.status = ANY($3) AND coalesce(call.amount_minor, 0) <= owed.authorized_minor) AS calls`,
          '$4',
          '$5',
        )}
        ON CONFLICT (payment_id) WHERE kind IN ('CAPTURE', 'VOID') AND status <> 'FAILED' DO NOTHING
        RETURNING *
      )
      SELECT owed.*, (SELECT to_jsonb(begun) FROM begun) AS begun,
        (SELECT to_jsonb(ending) FROM provider_call AS ending
          WHERE ending.payment_id = owed.id AND ending.kind IN ('CAPTURE', 'VOID') AND ending.status <> 'FAILED') AS call
      FROM owed`,
    values: [orderId, JSON.stringify([callJson(call)]), from, times.now, times.claimedUntil],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const found = row.begun ?? row.call;
  return { payment: toPayment(row), call: found === null ? null : toCall(found), mine: row.begun !== null };
}

export interface Claimed {
  payment: Payment;
  call: ProviderCall;
}

/** False while the payment that a call waits for can still be confirmed by the buyer. */
const mayBegin = `NOT EXISTS (SELECT FROM payment AS lead
        WHERE lead.id = provider_call.after_payment_id AND lead.status IN ('CREATED', 'REQUIRES_ACTION'))`;

/** Claims calls whose lease has expired, oldest first. Calls that wait for another payment are left out. */
export async function claimDueCalls(
  pool: Queryable,
  limit: number,
  times: { now: Date; claimedUntil: Date },
): Promise<Claimed[]> {
  // SQL: FOR UPDATE SKIP LOCKED shares the due calls among processes.
  const { rows } = await pool.query<PaymentRow & { call: CallRow }>({
    name: 'claim-due-calls',
    text: `WITH due AS (
        SELECT id FROM provider_call WHERE status = 'PENDING' AND claimed_until <= $1 AND ${mayBegin}
        ORDER BY claimed_until LIMIT $3 FOR UPDATE SKIP LOCKED
      ), mine AS (
        UPDATE provider_call SET claimed_until = $2 FROM due WHERE provider_call.id = due.id RETURNING provider_call.*
      )
      SELECT payment.*, to_jsonb(mine) AS call FROM mine JOIN payment ON payment.id = mine.payment_id`,
    values: [times.now, times.claimedUntil, limit],
  });
  return rows.map((row) => ({ payment: toPayment(row), call: toCall(row.call) }));
}

/** Claims the calls of a checkout that waited for a payment which is now authorised or has ended. */
export async function claimFollowing(
  pool: Queryable,
  checkoutId: string,
  times: { now: Date; claimedUntil: Date },
): Promise<Claimed[]> {
  // SQL: claims and reads in one statement; the claim depends on the status of another payment.
  const { rows } = await pool.query<PaymentRow & { call: CallRow }>({
    name: 'claim-following-calls',
    text: `WITH mine AS (
        UPDATE provider_call SET claimed_until = $2 FROM payment
        WHERE payment.checkout_id = $3 AND provider_call.payment_id = payment.id AND provider_call.status = 'PENDING'
          AND provider_call.after_payment_id IS NOT NULL AND provider_call.claimed_until <= $1 AND ${mayBegin}
        RETURNING provider_call.*
      )
      SELECT payment.*, to_jsonb(mine) AS call FROM mine JOIN payment ON payment.id = mine.payment_id`,
    values: [times.now, times.claimedUntil, checkoutId],
  });
  return rows.map((row) => ({ payment: toPayment(row), call: toCall(row.call) }));
}

/** Gives up the lease of calls that have not been made, because they wait for another payment. */
export async function releaseCalls(pool: Queryable, ids: readonly string[]): Promise<void> {
  // SQL: copies a column.
  await pool.query({
    name: 'release-calls',
    text: `UPDATE provider_call SET claimed_until = created_at WHERE id = ANY($1) AND status = 'PENDING' AND attempts = 0`,
    values: [ids],
  });
}

/** Claims the authorisation of an order that waits for another payment, if no process has begun it. Otherwise null. */
export async function claimUnbegun(pool: Queryable, orderId: string, claimedUntil: Date): Promise<Claimed | null> {
  // SQL: claims and reads in one statement; compares two columns. A call that was released is due since its creation.
  const { rows } = await pool.query<PaymentRow & { call: CallRow }>({
    name: 'claim-unbegun-call',
    text: `WITH mine AS (
        UPDATE provider_call SET claimed_until = $2 FROM payment
        WHERE payment.order_id = $1 AND payment.status = 'CREATED' AND provider_call.payment_id = payment.id
          AND provider_call.status = 'PENDING' AND provider_call.after_payment_id IS NOT NULL
          AND provider_call.attempts = 0 AND provider_call.claimed_until = provider_call.created_at
        RETURNING provider_call.*
      )
      SELECT payment.*, to_jsonb(mine) AS call FROM mine JOIN payment ON payment.id = mine.payment_id`,
    values: [orderId, claimedUntil],
  });
  const row = rows[0];
  return row === undefined ? null : { payment: toPayment(row), call: toCall(row.call) };
}

/** Notes a failed try. The call is due again at `retryAt`. `isUnsaved`: the provider has answered, but its result was not saved. */
export async function noteFailedTry(
  db: PrismaClient,
  { id }: ProviderCall,
  error: string,
  retryAt: Date,
  isUnsaved = false,
): Promise<void> {
  await db.providerCall.updateMany({
    where: { id, status: 'PENDING' },
    data: {
      attempts: { increment: 1 },
      unsavedTries: { increment: isUnsaved ? 1 : 0 },
      lastError: storableText(error, 500),
      claimedUntil: retryAt,
    },
  });
}

/** Ends a call that has not changed its payment. */
export async function endCall(
  db: PrismaClient,
  { id, status, lastError }: { id: string; status: 'DONE' | 'FAILED'; lastError: string | null },
  now: Date,
): Promise<void> {
  await db.providerCall.updateMany({
    where: { id, status: 'PENDING' },
    data: { status, lastError: lastError && storableText(lastError, 500), endedAt: now, sealed: null },
  });
}

/** The reason of the void that Soko asked for; null when it asked for none. */
export async function findVoidReason(db: PrismaClient, paymentId: string): Promise<string | null> {
  const call = await db.providerCall.findFirst({
    where: { paymentId, kind: 'VOID', status: { not: 'FAILED' } },
    select: { reason: true },
  });
  return call?.reason ?? null;
}
