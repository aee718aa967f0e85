import { fulfilmentDelivery, newEvent } from '@soko/events';
import type { FulfilmentContext } from '../context.ts';
import { startDelivery as start } from '../domain/delivery.ts';
import { changeDelivery, deliveryFact, trackingEvent } from './change-delivery.ts';

/** Dispatches a parcel, for the first attempt or another one. */
export const startDelivery = (context: FulfilmentContext, { deliveryId }: { deliveryId: string }) =>
  changeDelivery(
    context,
    deliveryId,
    (delivery) => start(delivery, context.now()),
    (after) => {
      const { orderId, trackingNumber, attempts: attempt } = after;
      const data = { orderId, trackingNumber, attempt };
      return {
        events: [newEvent(fulfilmentDelivery, 'started', deliveryFact(after, data), context.trail)],
        tracking: [trackingEvent(context, 'DISPATCHED')],
      };
    },
  );
