import type { OrderChange } from '../order.ts';
import { endsUncharged } from '../order-status.ts';
import type { Wanted } from '../price-checkout.ts';
import type { Purchase } from '../purchase.ts';
import type { OfferUse } from './change-offer.ts';
import type { Offer } from './offer.ts';

/** An accepted offer, as far as prices need it. */
export type AcceptedOffer = Pick<Offer, 'id' | 'variantId' | 'quantity' | 'currency' | 'unitPriceMinor'>;

const isCheaper = (one: AcceptedOffer, other: AcceptedOffer): boolean =>
  one.unitPriceMinor === other.unitPriceMinor ? one.id < other.id : one.unitPriceMinor < other.unitPriceMinor;

/**
 * The accepted offer whose price a line has: the cheapest for this variant, in this currency and for this quantity, if it is
 * cheaper than the listing. Null without one.
 */
export function offerFor(
  { facts, quantity }: Pick<Wanted, 'facts' | 'quantity'>,
  offers: readonly AcceptedOffer[],
): AcceptedOffer | null {
  const fits = offers.filter(
    (offer) =>
      offer.variantId === facts.variantId &&
      offer.currency === facts.currency &&
      offer.quantity >= quantity &&
      offer.unitPriceMinor < facts.priceMinor,
  );
  return fits.reduce<AcceptedOffer | null>(
    (best, each) => (best === null || isCheaper(each, best) ? each : best),
    null,
  );
}

/** The lines of a cart at the prices that their buyer and the sellers agreed on. */
export const atOfferedPrices = (wanted: readonly Wanted[], offers: readonly AcceptedOffer[]): Wanted[] =>
  wanted.map((each): Wanted => {
    const offer = offerFor(each, offers);
    if (offer === null) return each;
    return { ...each, facts: { ...each.facts, priceMinor: offer.unitPriceMinor }, offerId: offer.id };
  });

/** The offers that a new checkout uses, in the order in which their rows are locked. */
export const offersUsedBy = ({ orders }: Pick<Purchase, 'orders'>): OfferUse[] =>
  orders
    .flatMap(({ id: orderId, buyerId, currency, lines }) =>
      lines.flatMap(({ offerId, variantId, quantity, unitPriceMinor }): OfferUse[] =>
        offerId === null ? [] : [{ offerId, orderId, buyerId, variantId, quantity, unitPriceMinor, currency }],
      ),
    )
    .toSorted((one, other) => (one.offerId < other.offerId ? -1 : 1));

/** Ids of orders with offered prices that end without a charge by these changes. */
export const offersGivenBack = (changes: readonly OrderChange[]): string[] =>
  changes
    .filter(({ before, after }) => endsUncharged(after.status) && !endsUncharged(before.status))
    .filter(({ before }) => before.lines.some(({ offerId }) => offerId !== null))
    .map(({ after }) => after.id);
