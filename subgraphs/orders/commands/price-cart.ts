import type { OrdersContext } from '../context.ts';
import type { Address } from '@soko/input';
import { type AcceptedOffer, atBestPrices } from '../domain/offers/offered-price.ts';
import {
  type DeliveryMethod,
  parcelsOf,
  priceCheckout,
  type PricedCheckout,
  type Wanted,
} from '../domain/price-checkout.ts';
import type { TaxPlaces, TaxRate } from '../domain/tax.ts';
import { matchAt, type MatchedPromotions, promotionsOf } from './promotions/match-promotions.ts';

/** A cart with its price, and its promotions compared with the goods at this price. */
export interface PricedCart {
  priced: PricedCheckout;
  matched: MatchedPromotions;
}

/**
 * Prices the goods with delivery today. Prices and tax are computed here, the delivery price by fulfilment. Accepted offers apply
 * where they make the cart cheaper than the prices of the listings with what promotions take off them.
 */
export async function priceCart(
  { fulfilment, identity, pickupCountry }: Pick<OrdersContext, 'fulfilment' | 'identity' | 'pickupCountry'>,
  listed: readonly Wanted[],
  terms: {
    address: Address | null;
    declaredCountry: string | null;
    deliveryMethod: DeliveryMethod;
    rates: readonly TaxRate[];
    matched: MatchedPromotions;
    offers: readonly AcceptedOffer[];
  },
): Promise<PricedCart> {
  const currency = listed[0]!.facts.currency;
  const country = terms.address?.country ?? null;
  const parcels = country === null ? [] : parcelsOf(listed);
  const deliveryMinor = await fulfilment.deliveryPrices(
    parcels.map((parcel) => ({ ...parcel, method: terms.deliveryMethod, country: country!, currency })),
    identity.correlationId,
  );
  const places: TaxPlaces = { declaredCountry: terms.declaredCountry, deliveryCountry: country, pickupCountry };
  return atBestPrices(listed, terms.offers, (wanted): PricedCart => {
    const matched = matchAt(terms.matched, wanted);
    const promotions = promotionsOf(matched);
    return { matched, priced: priceCheckout(wanted, { ...terms, currency, places, deliveryMinor, promotions }) };
  });
}
