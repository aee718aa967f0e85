import { fulfilmentDelivery, newEvent } from '@soko/events';
import { readText } from '@soko/input';
import type { FulfilmentContext } from '../context.ts';
import { completeDelivery as complete } from '../domain/delivery.ts';
import { changeDelivery, deliveryFact, trackingEvent } from './change-delivery.ts';

/** Records that a parcel was handed over, with a proof. */
export function completeDelivery(context: FulfilmentContext, input: { deliveryId: string; proof: string }) {
  const proof = readText(input.proof, 'proof', { max: 500 });
  return changeDelivery(
    context,
    input.deliveryId,
    (delivery) => complete(delivery, proof, context.now()),
    (after) => {
      const { orderId, trackingNumber, attempts: attempt, completedAt } = after;
      const data = { orderId, trackingNumber, attempt, completedAt: completedAt!.toISOString() };
      return {
        events: [newEvent(fulfilmentDelivery, 'completed', deliveryFact(after, data), context.trail)],
        tracking: [trackingEvent(context, 'DELIVERED')],
      };
    },
  );
}
