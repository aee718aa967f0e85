import type { EventTrail } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import { type OfferUse, releaseOffer, useOffer } from '../../domain/offers/change-offer.ts';
import { lockOffers, lockOffersOfOrders } from './find-offers.ts';
import { saveOffers } from './save-offers.ts';

/**
 * Uses accepted offers for the orders that the same transaction has added. Returns false when one of them does not hold any more:
 * the transaction must then be rolled back.
 */
export async function useOffers(tx: Queryable, uses: readonly OfferUse[], trail: EventTrail): Promise<boolean> {
  const offers = await lockOffers(
    tx,
    uses.map(({ offerId }) => offerId),
  );
  const changes = uses.flatMap((use) => {
    const offer = offers.find(({ id }) => id === use.offerId);
    const change = offer ? useOffer(offer, use, trail.now()) : null;
    return change === null ? [] : [change];
  });
  if (changes.length < uses.length) return false;
  await saveOffers(tx, changes, trail);
  return true;
}

/** Gives the offered prices of orders that ended without a charge back, in the transaction that ends them. */
export async function releaseOffers(tx: Queryable, orderIds: readonly string[], trail: EventTrail): Promise<void> {
  const offers = await lockOffersOfOrders(tx, orderIds);
  const changes = offers.flatMap((offer) => releaseOffer(offer, trail.now()) ?? []);
  await saveOffers(tx, changes, trail);
}
