import type { ProviderName } from '../domain/payment.ts';
import type { Queryable } from './queryable.ts';

/** A webhook, as it is acted on. */
export interface ProviderEvent {
  provider: ProviderName;
  eventId: string;
  type: string;
  /** The payment at the provider that it is about. */
  objectRef: string | null;
  /** Our own id, where the provider passes it on. */
  paymentId: string | null;
  attempts: number;
}

/** Keeps a webhook. False when it was there already. */
export async function keepProviderEvent(
  db: Queryable,
  event: Omit<ProviderEvent, 'attempts'> & { payload: unknown },
  now: Date,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'keep-provider-event',
    text: `INSERT INTO provider_event (provider, event_id, type, object_ref, payment_id, payload, received_at, next_try_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING`,
    values: [
      event.provider,
      event.eventId,
      event.type,
      event.objectRef,
      event.paymentId,
      JSON.stringify(event.payload),
      now,
    ],
  });
  return rowCount === 1;
}

/** Takes webhooks that wait, oldest first; they are somebody else's again from `until`. */
export async function claimProviderEvents(
  db: Queryable,
  limit: number,
  now: Date,
  until: Date,
): Promise<ProviderEvent[]> {
  const { rows } = await db.query<{
    provider: ProviderName;
    event_id: string;
    type: string;
    object_ref: string | null;
    payment_id: string | null;
    attempts: number;
  }>({
    name: 'claim-provider-events',
    text: `UPDATE provider_event SET next_try_at = $2, attempts = provider_event.attempts + 1
      FROM (SELECT provider, event_id FROM provider_event WHERE processed_at IS NULL AND next_try_at <= $1
        ORDER BY next_try_at LIMIT $3 FOR UPDATE SKIP LOCKED) AS due
      WHERE provider_event.provider = due.provider AND provider_event.event_id = due.event_id
      RETURNING provider_event.provider, provider_event.event_id, type, object_ref, payment_id, attempts`,
    values: [now, until, limit],
  });
  return rows.map((row) => ({
    provider: row.provider,
    eventId: row.event_id,
    type: row.type,
    objectRef: row.object_ref,
    paymentId: row.payment_id,
    attempts: row.attempts,
  }));
}

type Named = Pick<ProviderEvent, 'provider' | 'eventId'>;

export async function endProviderEvents(db: Queryable, events: readonly Named[], now: Date): Promise<void> {
  await db.query({
    name: 'end-provider-events',
    text: `UPDATE provider_event SET processed_at = $3, last_error = NULL FROM unnest($1::text[], $2::text[]) AS done (provider, event_id)
      WHERE provider_event.provider = done.provider AND provider_event.event_id = done.event_id`,
    values: [events.map(({ provider }) => provider), events.map(({ eventId }) => eventId), now],
  });
}

export async function noteFailedEvents(
  db: Queryable,
  events: readonly Named[],
  error: string,
  retryAt: Date,
): Promise<void> {
  await db.query({
    name: 'note-failed-events',
    text: `UPDATE provider_event SET last_error = $3, next_try_at = $4 FROM unnest($1::text[], $2::text[]) AS tried (provider, event_id)
      WHERE provider_event.provider = tried.provider AND provider_event.event_id = tried.event_id`,
    values: [
      events.map(({ provider }) => provider),
      events.map(({ eventId }) => eventId),
      error.slice(0, 500),
      retryAt,
    ],
  });
}
