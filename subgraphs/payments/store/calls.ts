import type { Queryable } from '@soko/postgres';
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
          `(SELECT call.id, owed.id AS payment_id, call.kind, call.amount_minor, call.reason, call.refund_id, owed.generation, call.sealed, call.correlation_id
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

/** Claims calls whose lease has expired, oldest first. */
export async function claimDueCalls(
  pool: Queryable,
  limit: number,
  times: { now: Date; claimedUntil: Date },
): Promise<Claimed[]> {
  // SQL: FOR UPDATE SKIP LOCKED shares the due calls among processes.
  const { rows } = await pool.query<PaymentRow & { call: CallRow }>({
    name: 'claim-due-calls',
    text: `WITH due AS (
        SELECT id FROM provider_call WHERE status = 'PENDING' AND claimed_until <= $1
        ORDER BY claimed_until LIMIT $3 FOR UPDATE SKIP LOCKED
      ), mine AS (
        UPDATE provider_call SET claimed_until = $2 FROM due WHERE provider_call.id = due.id RETURNING provider_call.*
      )
      SELECT payment.*, to_jsonb(mine) AS call FROM mine JOIN payment ON payment.id = mine.payment_id`,
    values: [times.now, times.claimedUntil, limit],
  });
  return rows.map((row) => ({ payment: toPayment(row), call: toCall(row.call) }));
}

/** Notes a failed try. The call is due again at `retryAt`. */
export async function noteFailedTry(
  db: PrismaClient,
  { id }: ProviderCall,
  error: string,
  retryAt: Date,
): Promise<void> {
  await db.providerCall.updateMany({
    where: { id, status: 'PENDING' },
    data: { attempts: { increment: 1 }, lastError: error.slice(0, 500), claimedUntil: retryAt },
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
    data: { status, lastError, endedAt: now, sealed: null },
  });
}
