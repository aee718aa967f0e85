import type { Envelope } from '@soko/events';
import { outboxInsert, outboxRows } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { PaymentChange } from '../domain/apply-provider-payment.ts';
import type { ProviderCall } from '../domain/provider-call.ts';
import type { Refund } from '../domain/refund.ts';
import { callInsert, callJson, callRecord } from './call-rows.ts';
import { paymentJson, paymentRecord } from './payment-rows.ts';

/** A call that has ended. */
export interface EndedCall {
  id: string;
  paymentId: string;
  status: 'DONE' | 'FAILED';
  lastError: string | null;
}

export interface ToSave {
  changes: readonly PaymentChange[];
  ended?: readonly EndedCall[];
  /** New calls, saved together with the change and made afterwards. */
  calls?: readonly ProviderCall[];
  refunds?: readonly Pick<Refund, 'id' | 'paymentId' | 'status' | 'providerRef' | 'failure'>[];
}

const eventsOf = (changes: readonly PaymentChange[]): Envelope[] => changes.flatMap(({ events }) => events);

/**
 * Saves changes of payments with their events, ended and new calls, and refunds. A payment that was changed by another
 * request since it was read is left out, with everything that belongs to it. Returns the ids of the saved payments.
 */
export async function savePayments(pool: Queryable, toSave: ToSave, now: Date): Promise<Set<string>> {
  const { changes, ended = [], calls = [], refunds = [] } = toSave;
  // SQL: hot (every authorisation and capture); six tables in one statement, compare-and-set on the version.
  const { rows } = await pool.query<{ id: string }>({
    name: 'save-payments',
    text: `WITH given AS (
        SELECT * FROM jsonb_to_recordset($1) AS given ${paymentRecord}
      ), saved AS (
        UPDATE payment SET status = given.status, authorized_minor = given.authorized_minor,
          captured_minor = given.captured_minor, refunded_minor = given.refunded_minor,
          charged_back_minor = given.charged_back_minor,
          refunding_minor = given.refunding_minor, provider_ref = given.provider_ref, client_secret = given.client_secret,
          secret_hash = given.secret_hash,
          action_url = given.action_url, failure_code = given.failure_code, failure_message = given.failure_message,
          end_reason = given.end_reason, generation = given.generation, authorized_at = given.authorized_at,
          captured_at = given.captured_at, expires_at = given.expires_at, look_at = given.look_at, version = given.version,
          updated_at = given.updated_at
        FROM given WHERE payment.id = given.id AND payment.version = given.version - 1
        RETURNING payment.id
      ), past AS (
        INSERT INTO past_authorization (provider, provider_ref, payment_id, currency, amount_minor, authorized_at, ended_at)
        SELECT payment.provider, payment.provider_ref, payment.id, payment.currency, payment.authorized_minor, payment.authorized_at, $6
        FROM payment JOIN saved ON saved.id = payment.id JOIN given ON given.id = payment.id
        WHERE payment.provider_ref <> given.provider_ref
      ), ended AS (
        UPDATE provider_call SET status = end_.status, last_error = end_.last_error, ended_at = $6, sealed = NULL
        FROM jsonb_to_recordset($3) AS end_ (id text, payment_id text, status text, last_error text)
        WHERE provider_call.id = end_.id AND end_.payment_id IN (SELECT id FROM saved)
      ), called AS (
        ${callInsert(`(SELECT * FROM jsonb_to_recordset($4) AS call ${callRecord} WHERE payment_id IN (SELECT id FROM saved)) AS calls`, '$6', '$6')}
      ), refunded AS (
        UPDATE refund SET status = back.status, provider_ref = coalesce(back.provider_ref, refund.provider_ref),
          failure = back.failure, updated_at = $6
        FROM jsonb_to_recordset($5) AS back (id text, payment_id text, status text, provider_ref text, failure text)
        WHERE refund.id = back.id AND back.payment_id IN (SELECT id FROM saved)
      ), published AS (
        ${outboxInsert('$2')} WHERE event.aggregateid = ANY (ARRAY(SELECT id FROM saved))
      )
      SELECT id FROM saved`,
    values: [
      JSON.stringify(changes.map(({ after }) => paymentJson(after))),
      outboxRows(eventsOf(changes)),
      JSON.stringify(
        ended.map(({ id, paymentId, status, lastError }) => ({
          id,
          payment_id: paymentId,
          status,
          last_error: lastError,
        })),
      ),
      JSON.stringify(calls.map(callJson)),
      JSON.stringify(
        refunds.map(({ id, paymentId, status, providerRef, failure }) => ({
          id,
          payment_id: paymentId,
          status,
          provider_ref: providerRef,
          failure,
        })),
      ),
      now,
    ],
  });
  return new Set(rows.map((row) => row.id));
}
