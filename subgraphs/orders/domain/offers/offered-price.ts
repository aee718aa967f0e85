import type { OrderChange } from '../order.ts';
import { endsUncharged } from '../order-status.ts';
import { splitBySeller, type Wanted } from '../price-checkout.ts';
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

/**
 * Prices a cart with the accepted offers that make it cheaper in total. Promotions of a seller do not apply to goods at an offered
 * price, so that an offer can cost more than the listing: the goods of each seller, each line, and the whole cart are also priced
 * without. An offer that saves nothing is not used.
 */
export function atBestPrices<Priced extends { priced: { totalMinor: bigint } }>(
  listed: readonly Wanted[],
  offers: readonly AcceptedOffer[],
  price: (wanted: readonly Wanted[]) => Priced,
): Priced {
  const offered = atOfferedPrices(listed, offers);
  const withOffer = offered.filter(({ offerId }) => offerId !== undefined);
  let best = { wanted: offered, result: price(offered) };
  const groups = [...splitBySeller(withOffer).values(), ...withOffer.map((each) => [each]), withOffer];
  for (const group of groups) {
    const wanted = best.wanted.map((each, at) => (group.includes(offered[at]!) ? listed[at]! : each));
    if (wanted.every((each, at) => each === best.wanted[at])) continue;
    const result = price(wanted);
    if (result.priced.totalMinor <= best.result.priced.totalMinor) best = { wanted, result };
  }
  return best.result;
}

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
