import { fulfilmentDelivery, newEvent } from '@soko/events';
import { readText } from '@soko/input';
import type pg from 'pg';
import type { FulfilmentContext } from '../context.ts';
import { type Delivery, failDelivery as fail } from '../domain/delivery.ts';
import { findPackagings } from '../store/find-packagings.ts';
import { moveStock } from '../store/move-stock.ts';
import { changeDelivery, type DeliveryEffects, deliveryFact, trackingEvent } from './change-delivery.ts';

/** Puts the packed items back into stock after the last attempt. */
async function returnToSender(
  context: FulfilmentContext,
  client: pg.PoolClient,
  delivery: Delivery,
): Promise<DeliveryEffects> {
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
    events: [newEvent(fulfilmentDelivery, 'returned', deliveryFact(delivery, data), context.trail)],
    tracking: [trackingEvent(context, 'RETURNED')],
  };
}

/** Records a failed attempt. After the third the parcel returns to its sender. */
export function failDelivery(context: FulfilmentContext, input: { deliveryId: string; reason: string }) {
  const reason = readText(input.reason, 'reason', { min: 3, max: 500 });
  return changeDelivery(
    context,
    input.deliveryId,
    (delivery) => fail(delivery, reason, context.now()),
    async (after, client) => {
      const { orderId, trackingNumber, attempts: attempt, returnedAt } = after;
      const final = returnedAt !== null;
      const data = { orderId, trackingNumber, attempt, final, reason };
      const returned = final ? await returnToSender(context, client, after) : { events: [], tracking: [] };
      return {
        events: [newEvent(fulfilmentDelivery, 'failed', deliveryFact(after, data), context.trail), ...returned.events],
        tracking: [trackingEvent(context, 'ATTEMPT_FAILED'), ...returned.tracking],
        reason,
      };
    },
  );
}
