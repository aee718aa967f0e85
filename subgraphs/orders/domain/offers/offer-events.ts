import { type Envelope, type EventTrail, newEvent, ordersOffer } from '@soko/events';
import type { OfferChange } from './change-offer.ts';
import type { Offer } from './offer.ts';

/** The offer, as events contain it. */
function snapshotOf(offer: Offer) {
  const money = (amountMinor: bigint) => ({ amountMinor: amountMinor.toString(), currency: offer.currency });
  return {
    variantId: offer.variantId,
    productId: offer.productId,
    title: offer.title,
    sellerId: offer.sellerId,
    storeId: offer.storeId,
    buyerId: offer.buyerId,
    status: offer.status,
    quantity: offer.quantity,
    unitPrice: money(offer.unitPriceMinor),
    listPrice: money(offer.listPriceMinor),
    expiresAt: offer.expiresAt.toISOString(),
    validUntil: offer.validUntil?.toISOString() ?? null,
    orderId: offer.orderId,
  };
}

/** The event that a change of an offer publishes. */
export function offerEvent({ after, event, side, automatic, awayUntil }: OfferChange, trail: EventTrail): Envelope {
  const fact = { subject: after.id, sequence: after.version };
  const offer = snapshotOf(after);
  const by = side ?? 'SELLER';
  switch (event) {
    case 'countered':
    case 'accepted':
    case 'withdrawn':
      return newEvent(ordersOffer, event, { ...fact, data: { offer, side: by } }, trail);
    case 'declined':
      return newEvent(ordersOffer, event, { ...fact, data: { offer, side: by, automatic } }, trail);
    case 'held': {
      const data = { offer, awayUntil: awayUntil?.toISOString() ?? null };
      return newEvent(ordersOffer, event, { ...fact, data }, trail);
    }
    default:
      return newEvent(ordersOffer, event, { ...fact, data: { offer } }, trail);
  }
}
