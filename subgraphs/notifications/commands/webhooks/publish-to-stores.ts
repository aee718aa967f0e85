import type { Envelope } from '@soko/events';
import { newId } from '@soko/ids';
import { onceOnly } from '@soko/outbox';
import { isStale } from '../../domain/is-stale.ts';
import { bodyOf, type PublicEvent } from '../../domain/webhooks/public-events.ts';
import { webhookGroup } from '../../group.ts';
import type { NotificationsServices } from '../../services.ts';
import { findChosenTypes, insertDeliveries, lockSubscribed } from '../../store/webhooks/deliveries.ts';

type Services = Pick<NotificationsServices, 'pool' | 'deliverSoon' | 'now'>;

/** An event with what is published of it, at most one for each store. */
export interface Publication {
  event: Envelope;
  published: readonly PublicEvent[];
}

/** Saves a delivery for each endpoint of the stores that has chosen the type. */
async function publishOne({ pool, now }: Services, { event, published }: Publication): Promise<void> {
  const { type } = published[0]!;
  const byStore = new Map(published.map((each) => [each.storeId, each]));
  await onceOnly(pool, webhookGroup, event, async (tx) => {
    const endpoints = await lockSubscribed(tx, [...byStore.keys()], type);
    if (endpoints.length === 0) return;
    const { id: eventId, subject, sequence, time: timestamp } = event;
    const bodyFor = (storeId: string) =>
      bodyOf({ id: eventId, type, timestamp, storeId, subject, sequence, data: byStore.get(storeId)!.data });
    const createdAt = now();
    await insertDeliveries(
      tx,
      endpoints.map(({ id: endpointId, storeId }) => ({
        id: newId('whd'),
        endpointId,
        eventId,
        type,
        subject,
        createdAt,
        body: bodyFor(storeId),
      })),
    );
  });
}

/**
 * Publishes events to the endpoints of stores, in their order. One statement when no store of them has chosen their types, and
 * none when they concern no store.
 */
export async function publishToStores(services: Services, publications: readonly Publication[]): Promise<void> {
  const fresh = publications.filter(({ event }) => !isStale(event.time, services.now()));
  const storeIds = [...new Set(fresh.flatMap(({ published }) => published.map(({ storeId }) => storeId)))];
  if (storeIds.length === 0) return;
  const chosen = await findChosenTypes(services.pool, storeIds);
  const wanted = fresh
    .map(({ event, published }) => ({
      event,
      published: published.filter(({ storeId, type }) => chosen.get(storeId)?.has(type)),
    }))
    .filter(({ published }) => published.length > 0);
  for (const publication of wanted) await publishOne(services, publication);
  if (wanted.length > 0) services.deliverSoon();
}
