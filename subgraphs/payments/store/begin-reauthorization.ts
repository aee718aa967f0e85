import type { Queryable } from '@soko/postgres';
import type { Payment } from '../domain/payment.ts';
import type { ProviderCall } from '../domain/provider-call.ts';
import { callInsert, callJson, callRecord, type CallRow, toCall } from './call-rows.ts';
import { type PaymentRow, toPayment } from './payment-rows.ts';

/**
 * A payment and the call that authorises it again, begun now or by another request before. The call is null when the
 * statement could not see one: another request may have begun it at the same moment.
 */
export interface Reauthorization {
  payment: Payment;
  call: ProviderCall | null;
  /** True when this request has begun the call. */
  mine: boolean;
  /** True when the payment is being captured or voided, so that it cannot be authorised again. */
  isOver: boolean;
}

const isEnding = `EXISTS (SELECT FROM provider_call AS ending WHERE ending.payment_id = owed.id
        AND ending.kind IN ('CAPTURE', 'VOID') AND ending.status <> 'FAILED')`;

/**
 * Saves the call that authorises an expired payment again, unless it was begun before or the payment is being captured or
 * voided. Null when there is no such payment.
 */
export async function beginReauthorization(
  pool: Queryable,
  call: ProviderCall,
  times: { now: Date; claimedUntil: Date },
): Promise<Reauthorization | null> {
  // SQL: locks, checks, inserts and reads in one statement; ON CONFLICT on a partial index.
  const { rows } = await pool.query<PaymentRow & { call: CallRow | null; begun: CallRow | null; over: boolean }>({
    name: 'begin-reauthorization',
    text: `WITH owed AS MATERIALIZED (
        SELECT * FROM payment WHERE id = $1 FOR UPDATE
      ), begun AS (
        ${callInsert(
          `(SELECT call.* FROM owed, jsonb_to_recordset($2) AS call ${callRecord}
            WHERE owed.status = 'EXPIRED' AND owed.generation = call.generation - 1
              AND NOT ${isEnding}) AS calls`,
          '$3',
          '$4',
        )}
        ON CONFLICT (payment_id, generation) WHERE kind = 'REAUTHORIZE' DO NOTHING
        RETURNING *
      )
      SELECT owed.*, (SELECT to_jsonb(begun) FROM begun) AS begun, ${isEnding} AS over,
        (SELECT to_jsonb(known) FROM provider_call AS known
          WHERE known.payment_id = owed.id AND known.kind = 'REAUTHORIZE' AND known.generation = $5) AS call
      FROM owed`,
    values: [call.paymentId, JSON.stringify([callJson(call)]), times.now, times.claimedUntil, call.generation],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const found = row.begun ?? row.call;
  const begun = found === null ? null : toCall(found);
  return { payment: toPayment(row), call: begun, mine: row.begun !== null, isOver: row.over };
}
