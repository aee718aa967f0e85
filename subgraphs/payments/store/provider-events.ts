import type { Queryable } from '@soko/postgres';
import type { ProviderName } from '../domain/payment.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';

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
}

/** Saves a webhook. False when it was received before. */
export async function keepProviderEvent(
  db: PrismaClient,
  event: Omit<ProviderEvent, 'attempts'> & { payload: Prisma.InputJsonObject },
  now: Date,
): Promise<boolean> {
  const { count } = await db.providerEvent.createMany({
    data: [{ ...event, receivedAt: now, nextTryAt: now }],
    skipDuplicates: true,
  });
  return count === 1;
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
        payment_id AS "paymentId", attempts`,
    values: [now, until, limit],
  });
  return rows;
}

type EventKey = Pick<ProviderEvent, 'provider' | 'eventId'>;

const isOneOf = (events: readonly EventKey[]): Prisma.ProviderEventWhereInput => ({
  OR: events.map(({ provider, eventId }) => ({ provider, eventId })),
});

export async function endProviderEvents(db: PrismaClient, events: readonly EventKey[], now: Date): Promise<void> {
  await db.providerEvent.updateMany({ where: isOneOf(events), data: { processedAt: now, lastError: null } });
}

/** Notes a failed try. The webhooks are due again at `retryAt`. */
export async function noteFailedEvents(
  db: PrismaClient,
  events: readonly EventKey[],
  error: string,
  retryAt: Date,
): Promise<void> {
  await db.providerEvent.updateMany({
    where: isOneOf(events),
    data: { lastError: error.slice(0, 500), nextTryAt: retryAt },
  });
}
