import { type Envelope, type EventTrail, newEvent, productsDigital } from '@soko/events';

/** Keys of a variant after a change. */
interface Change {
  variantId: string;
  productId: string;
  count: number;
  available: number;
  version: number;
}

const factOf = ({ variantId, productId, count, available, version }: Change) => ({
  subject: variantId,
  sequence: version,
  data: { productId, count, available },
});

/** The event that a seller's change of the keys of a variant publishes. */
export const stockOfKeysEvent = (type: 'keys_added' | 'keys_removed', change: Change, trail: EventTrail): Envelope =>
  newEvent(productsDigital, type, factOf(change), trail);

/** The event that keys of an order publish. */
export function orderKeysEvent(
  type: 'keys_reserved' | 'keys_released',
  change: Change & { orderId: string },
  trail: EventTrail,
): Envelope {
  const { data, ...fact } = factOf(change);
  return newEvent(productsDigital, type, { ...fact, data: { ...data, orderId: change.orderId } }, trail);
}
