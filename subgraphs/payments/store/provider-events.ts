import { type Queryable, storableText } from '@soko/postgres';
import type { ProviderName } from '../domain/payment.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** A webhook that was received. */
export interface ProviderEvent {
  provider: ProviderName;
  eventId: string;
  type: string;
  /** Id at the provider of the payment or payment method that it concerns. */
  objectRef: string | null;
  /** Id of the payment in Soko, if the provider passes it on. */
  paymentId: string | null;
  attempts: number;
  /** The part of the webhook that is kept. */
  payload: unknown;
}

/** Saves a webhook. False when it was received before. */
export async function keepProviderEvent(
  pool: Queryable,
  event: Omit<ProviderEvent, 'attempts' | 'payload'> & { payload: object },
  now: Date,
): Promise<boolean> {
  // SQL: hot (five webhooks per payment); ON CONFLICT.
  const { rowCount } = await pool.query({
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

/** Claims webhooks that are due, oldest first. Unfinished ones are due again at `until`. */
export async function claimProviderEvents(
  pool: Queryable,
  limit: number,
  now: Date,
  until: Date,
): Promise<ProviderEvent[]> {
  // SQL: FOR UPDATE SKIP LOCKED shares the due webhooks among processes.
  const { rows } = await pool.query<ProviderEvent>({
    name: 'claim-provider-events',
    text: `UPDATE provider_event SET next_try_at = $2, attempts = provider_event.attempts + 1
      FROM (SELECT provider, event_id FROM provider_event WHERE processed_at IS NULL AND next_try_at <= $1
        ORDER BY next_try_at LIMIT $3 FOR UPDATE SKIP LOCKED) AS due
      WHERE provider_event.provider = due.provider AND provider_event.event_id = due.event_id
      RETURNING provider_event.provider, provider_event.event_id AS "eventId", type, object_ref AS "objectRef",
        payment_id AS "paymentId", attempts, payload`,
    values: [now, until, limit],
  });
  return rows;
}

type EventKey = Pick<ProviderEvent, 'provider' | 'eventId'>;

export async function endProviderEvents(pool: Queryable, events: readonly EventKey[], now: Date): Promise<void> {
  // SQL: hot (five webhooks per payment).
  await pool.query({
    name: 'end-provider-events',
    text: `UPDATE provider_event SET processed_at = $3, last_error = NULL FROM unnest($1::text[], $2::text[]) AS done (provider, event_id)
      WHERE provider_event.provider = done.provider AND provider_event.event_id = done.event_id`,
    values: [events.map(({ provider }) => provider), events.map(({ eventId }) => eventId), now],
  });
}

/** Notes a failed try. The webhooks are due again at `retryAt`. */
export async function noteFailedEvents(
  db: PrismaClient,
  events: readonly EventKey[],
  error: string,
  retryAt: Date,
): Promise<void> {
  await db.providerEvent.updateMany({
    where: { OR: events.map(({ provider, eventId }) => ({ provider, eventId })) },
    data: { lastError: storableText(error, 500), nextTryAt: retryAt },
  });
}

/** What M-Pesa confirmed about a payment to the shortcode, by its receipt. */
export async function findC2bPayment(db: PrismaClient, receipt: string): Promise<unknown> {
  const found = await db.providerEvent.findFirst({
    where: { provider: 'mpesa', type: 'c2b-confirmation', objectRef: `c2b-${receipt}` },
    select: { payload: true },
  });
  return found?.payload ?? null;
}
