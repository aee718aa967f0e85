import { hasRole } from '@soko/auth';
import { forbidden } from '@soko/errors';
import type { Envelope } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import { isRefusal, type SellerNotActive } from '@soko/refusals';
import type pg from 'pg';
import type { FulfilmentContext } from '../context.ts';
import type { Delivery, TrackingEvent } from '../domain/delivery.ts';
import type { NoAttemptsLeft, WrongDeliveryStatus } from '../domain/refusals.ts';
import { lockDelivery } from '../store/find-deliveries.ts';
import { saveDelivery } from '../store/save-delivery.ts';
import { forbidsHandling, requireHandler, requireOwn } from './require-handler.ts';

/** Saved together with a step of a delivery. */
export interface DeliveryEffects {
  events: Envelope[];
  tracking: TrackingEvent[];
  reason?: string;
}

/** Load → decide → save, for couriers and stores that fulfil their orders. The warehouse may do the same for the method PICKUP. */
export async function changeDelivery<Refused extends WrongDeliveryStatus | NoAttemptsLeft>(
  context: FulfilmentContext,
  deliveryId: string,
  decide: (delivery: Delivery) => Delivery | Refused,
  effectsOf: (after: Delivery, client: pg.PoolClient) => DeliveryEffects | Promise<DeliveryEffects>,
): Promise<Delivery | Refused | SellerNotActive> {
  const handler = requireHandler(context, 'COURIER', 'WAREHOUSE');
  return inTransaction(context.pool, async (client) => {
    const before = requireOwn(context, await lockDelivery(client, deliveryId), 'The delivery');
    if (before.method !== 'PICKUP' && handler.kind === 'user' && !hasRole(handler, 'COURIER')) {
      throw forbidden(
        'The warehouse hands over deliveries with the method PICKUP only. This requires the role COURIER.',
      );
    }
    const notActive = await forbidsHandling(context, client, before);
    if (notActive) return notActive;
    const decided = decide(before);
    if (isRefusal(decided)) return decided;
    const after: Delivery = { ...(decided as Delivery), version: before.version + 1 };
    const { events, tracking, reason = null } = await effectsOf(after, client);
    await saveDelivery(client, before, after, { trail: context.trail, events, tracking, reason });
    return after;
  });
}

/** Subject, sequence and data of an event about this delivery. */
export const deliveryFact = <Data>({ id, version }: Delivery, data: Data) => ({ subject: id, sequence: version, data });

/** An entry of the public tracking, with the present time. */
export const trackingEvent = (
  { now }: FulfilmentContext,
  kind: TrackingEvent['kind'],
  note: string | null = null,
  location: string | null = null,
): TrackingEvent => ({ at: now(), kind, note, location });
