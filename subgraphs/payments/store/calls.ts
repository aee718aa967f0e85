import type { Payment } from '../domain/payment.ts';
import type { ProviderCall } from '../domain/provider-call.ts';
import { callInsert, callJson, callRecord, type CallRow, toCall } from './call-rows.ts';
import { type PaymentRow, toPayment } from './payment-rows.ts';
import type { Queryable } from './queryable.ts';

/** A payment, and the call that charges it or lets it go: begun just now, or by somebody else before. */
export interface Ending {
  payment: Payment;
  call: ProviderCall | null;
  mine: boolean;
}

/**
 * Writes down that the payment of an order is to be charged or let go, where it stands in one of `from`, holds enough,
 * and nobody has begun either yet. Null when the order has no payment. One statement.
 */
export async function beginEnding(
  db: Queryable,
  orderId: string,
  call: ProviderCall,
  from: readonly string[],
  times: { now: Date; claimedUntil: Date },
): Promise<Ending | null> {
  const { rows } = await db.query<PaymentRow & { call: CallRow | null; begun: CallRow | null }>({
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

/** Takes over calls whose owner has not finished them in time, oldest first. */
export async function claimDueCalls(
  db: Queryable,
  limit: number,
  times: { now: Date; claimedUntil: Date },
): Promise<Claimed[]> {
  const { rows } = await db.query<PaymentRow & { call: CallRow }>({
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

/** A try that came to nothing: it is tried again at `retryAt`. */
export async function noteFailedTry(db: Queryable, call: ProviderCall, error: string, retryAt: Date): Promise<void> {
  await db.query({
    name: 'note-failed-try',
    text: `UPDATE provider_call SET attempts = attempts + 1, last_error = $2, claimed_until = $3
      WHERE id = $1 AND status = 'PENDING'`,
    values: [call.id, error.slice(0, 500), retryAt],
  });
}

/** A call that is over without a change of its payment. */
export async function endCall(
  db: Queryable,
  id: string,
  status: 'DONE' | 'FAILED',
  lastError: string | null,
  now: Date,
): Promise<void> {
  await db.query({
    name: 'end-call',
    text: `UPDATE provider_call SET status = $2, last_error = $3, ended_at = $4, sealed = NULL
      WHERE id = $1 AND status = 'PENDING'`,
    values: [id, status, lastError?.slice(0, 500) ?? null, now],
  });
}
