import { type Offer, type OfferSide } from './offer.ts';
import { offerPriceNotAllowed, type OfferPriceNotAllowed, priceRangeText } from './refusals.ts';

interface Bounds {
  minimumMinor: bigint;
  maximumMinor: bigint;
}

/** Lowest and highest price of a first offer: above nothing and below the listing. `step` is the least amount that can be charged. */
export const boundsOfOffer = (listPriceMinor: bigint, step: bigint): Bounds => ({
  minimumMinor: step,
  maximumMinor: listPriceMinor - step,
});

/**
 * Lowest and highest price of a counter-offer: a seller asks for more than the buyer offers, at most the price of the listing; a
 * buyer offers less than the seller asks for, and less than the listing.
 */
export function boundsOfCounter(
  { unitPriceMinor }: Pick<Offer, 'unitPriceMinor'>,
  side: OfferSide,
  { listPriceMinor, step }: { listPriceMinor: bigint; step: bigint },
): Bounds {
  if (side === 'SELLER') return { minimumMinor: unitPriceMinor + step, maximumMinor: listPriceMinor };
  const below = unitPriceMinor < listPriceMinor ? unitPriceMinor : listPriceMinor;
  return boundsOfOffer(below, step);
}

/** The refusal for a price outside of its bounds, or null. */
export function forbidsPrice(
  priceMinor: bigint,
  { minimumMinor, maximumMinor }: Bounds,
  currency: string,
): OfferPriceNotAllowed | null {
  if (priceMinor >= minimumMinor && priceMinor <= maximumMinor) return null;
  const bounds = { minimumMinor, maximumMinor };
  if (minimumMinor > maximumMinor) {
    return offerPriceNotAllowed(
      'There is no price left to propose. Accept the last one, or decline it.',
      currency,
      bounds,
    );
  }
  return offerPriceNotAllowed(priceRangeText(currency, minimumMinor, maximumMinor), currency, bounds);
}

/** True for a price below the part of the listing's price that its seller set as the minimum. */
export const isBelowMinimum = (
  priceMinor: bigint,
  listPriceMinor: bigint,
  minimumBasisPoints: number | null,
): boolean => minimumBasisPoints !== null && priceMinor * 10_000n < listPriceMinor * BigInt(minimumBasisPoints);
