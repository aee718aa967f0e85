import { forbidden, notFound } from '@soko/errors';
import { hasRole } from '@soko/auth';
import { type Envelope, fulfilmentDelivery, newEvent } from '@soko/events';
import type pg from 'pg';
import type { FulfilmentContext } from '../context.ts';
import {
  completeDelivery as complete,
  type Delivery,
  failDelivery as fail,
  forbidsDelivery,
  startDelivery as start,
  type TrackingEvent,
} from '../domain/delivery.ts';
import { readText } from '../domain/read-text.ts';
import { isRefusal, type Refusal } from '../domain/refusal.ts';
import { findPackagings } from '../store/find-packagings.ts';
import { lockDelivery } from '../store/find-deliveries.ts';
import { moveStock } from '../store/move-stock.ts';
import { saveDelivery } from '../store/save-delivery.ts';
import { inTransaction } from '../store/transaction.ts';
import { requireRole } from './required.ts';

/** What goes with a step. */
interface Told {
  events: Envelope[];
  tracking: TrackingEvent[];
  reason?: string;
}

/** Load → decide → save, for couriers; the warehouse may do so for parcels that are picked up. */
async function changeDelivery<Refused extends Refusal>(
  context: FulfilmentContext,
  deliveryId: string,
  decide: (delivery: Delivery) => Delivery | Refused,
  tell: (after: Delivery, client: pg.PoolClient) => Told | Promise<Told>,
): Promise<Delivery | Refused> {
  requireRole(context.viewer, 'COURIER', 'WAREHOUSE');
  return inTransaction(context.pool, async (client) => {
    const before = await lockDelivery(client, deliveryId);
    if (before === null) throw notFound('Delivery');
    if (before.method !== 'PICKUP' && !hasRole(context.viewer, 'COURIER')) {
      throw forbidden('The warehouse hands over only what is picked up; a courier delivers the rest.');
    }
    const decided: Delivery | Refusal = decide(before);
    if (isRefusal(decided)) return decided as Refused;
    const after: Delivery = { ...decided, version: before.version + 1 };
    const { events, tracking, reason = null } = await tell(after, client);
    await saveDelivery(client, before, after, { trail: context.trail, events, tracking, reason });
    return after;
  });
}

const fact = <Data>({ id, version }: Delivery, data: Data) => ({ subject: id, sequence: version, data });

const tracked = (
  { now }: FulfilmentContext,
  kind: TrackingEvent['kind'],
  note: string | null = null,
  location: string | null = null,
): TrackingEvent => ({ at: now(), kind, note, location });

/** Sets out with a parcel, for the first time or again. */
export const startDelivery = (context: FulfilmentContext, { deliveryId }: { deliveryId: string }) =>
  changeDelivery(
    context,
    deliveryId,
    (delivery) => start(delivery, context.now()),
    (after) => {
      const { orderId, trackingNumber, attempts: attempt } = after;
      const data = { orderId, trackingNumber, attempt };
      return {
        events: [newEvent(fulfilmentDelivery, 'started', fact(after, data), context.trail)],
        tracking: [tracked(context, 'DISPATCHED')],
      };
    },
  );

/** Notes where a parcel is. */
export function recordTracking(
  context: FulfilmentContext,
  input: { deliveryId: string; note: string; location?: string | null | undefined },
) {
  const note = readText(input.note, { min: 1, max: 200 }, 'note');
  const location = input.location == null ? null : readText(input.location, { min: 1, max: 100 }, 'location');
  return changeDelivery(
    context,
    input.deliveryId,
    (delivery) => forbidsDelivery(delivery.status, 'track') ?? delivery,
    (after) => {
      const { orderId, trackingNumber } = after;
      const data = { orderId, trackingNumber, note, location };
      return {
        events: [newEvent(fulfilmentDelivery, 'tracked', fact(after, data), context.trail)],
        tracking: [tracked(context, 'NOTED', note, location)],
      };
    },
  );
}

/** Hands a parcel over. */
export function completeDelivery(context: FulfilmentContext, input: { deliveryId: string; proof: string }) {
  const proof = readText(input.proof, { min: 1, max: 500 }, 'proof');
  return changeDelivery(
    context,
    input.deliveryId,
    (delivery) => complete(delivery, proof, context.now()),
    (after) => {
      const { orderId, trackingNumber, attempts: attempt } = after;
      const data = { orderId, trackingNumber, attempt, completedAt: context.now().toISOString() };
      return {
        events: [newEvent(fulfilmentDelivery, 'completed', fact(after, data), context.trail)],
        tracking: [tracked(context, 'DELIVERED')],
      };
    },
  );
}

/** Puts what is in the parcel back on the shelf, and tells so. */
async function takeBack(context: FulfilmentContext, client: pg.PoolClient, delivery: Delivery): Promise<Told> {
  const { packagingId, orderId, trackingNumber } = delivery;
  const packaging = (await findPackagings(client, [packagingId])).get(packagingId)!;
  const packed = packaging.lines.filter(({ packedQuantity }) => packedQuantity > 0);
  const lines = packed.map(({ variantId, packedQuantity }) => ({ variantId, quantity: packedQuantity }));
  const moves = lines.map(({ variantId, quantity }) => ({
    variantId,
    kind: 'RESTOCK' as const,
    onHand: quantity,
    reserved: 0,
    orderId,
    reason: 'Returned to sender',
  }));
  await moveStock(client, moves, context);
  const data = { orderId, trackingNumber, lines };
  return {
    events: [newEvent(fulfilmentDelivery, 'returned', fact(delivery, data), context.trail)],
    tracking: [tracked(context, 'RETURNED')],
  };
}

/** Could not hand a parcel over; the third time it goes back to its sender. */
export function failDelivery(context: FulfilmentContext, input: { deliveryId: string; reason: string }) {
  const reason = readText(input.reason, { min: 3, max: 500 }, 'reason');
  return changeDelivery(
    context,
    input.deliveryId,
    (delivery) => fail(delivery, reason, context.now()),
    async (after, client) => {
      const { orderId, trackingNumber, attempts: attempt, returnedAt } = after;
      const final = returnedAt !== null;
      const data = { orderId, trackingNumber, attempt, final, reason };
      const back = final ? await takeBack(context, client, after) : { events: [], tracking: [] };
      return {
        events: [newEvent(fulfilmentDelivery, 'failed', fact(after, data), context.trail), ...back.events],
        tracking: [tracked(context, 'ATTEMPT_FAILED'), ...back.tracking],
        reason,
      };
    },
  );
}
