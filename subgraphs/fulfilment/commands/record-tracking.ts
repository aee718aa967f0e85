import { fulfilmentDelivery, newEvent } from '@soko/events';
import { readOptional, readText } from '@soko/input';
import type { FulfilmentContext } from '../context.ts';
import { forbidsDelivery } from '../domain/delivery.ts';
import { changeDelivery, deliveryFact, trackingEvent } from './change-delivery.ts';

export interface RecordTrackingInput {
  deliveryId: string;
  note: string;
  location?: string | null | undefined;
}

/** Adds a note, and a location if there is one, to the tracking of a parcel. */
export function recordTracking(context: FulfilmentContext, input: RecordTrackingInput) {
  const note = readText(input.note, 'note', { max: 200 });
  const location = readOptional(readText, input.location, 'location', { max: 100 });
  return changeDelivery(
    context,
    input.deliveryId,
    (delivery) => forbidsDelivery(delivery.status, 'track') ?? delivery,
    (after) => {
      const { orderId, trackingNumber } = after;
      const data = { orderId, trackingNumber, note, location };
      return {
        events: [newEvent(fulfilmentDelivery, 'tracked', deliveryFact(after, data), context.trail)],
        tracking: [trackingEvent(context, 'NOTED', note, location)],
      };
    },
  );
}
