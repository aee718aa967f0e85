import type { OrdersContext } from '../context.ts';
import type { Address } from '@soko/input';
import {
  type DeliveryMethod,
  parcelsOf,
  priceCheckout,
  type PricedCheckout,
  type Wanted,
} from '../domain/price-checkout.ts';
import type { Promotion } from '../domain/promotions/promotion.ts';
import type { TaxPlaces, TaxRate } from '../domain/tax.ts';

/** Prices the goods with delivery today. Prices and tax are computed here, the delivery price by fulfilment. */
export async function priceCart(
  { fulfilment, identity, pickupCountry }: Pick<OrdersContext, 'fulfilment' | 'identity' | 'pickupCountry'>,
  wanted: readonly Wanted[],
  terms: {
    address: Address | null;
    declaredCountry: string | null;
    deliveryMethod: DeliveryMethod;
    rates: readonly TaxRate[];
    promotions: readonly Promotion[];
  },
): Promise<PricedCheckout> {
  const currency = wanted[0]!.facts.currency;
  const country = terms.address?.country ?? null;
  const parcels = country === null ? [] : parcelsOf(wanted);
  const deliveryMinor = await fulfilment.deliveryPrices(
    parcels.map((parcel) => ({ ...parcel, method: terms.deliveryMethod, country: country!, currency })),
    identity.correlationId,
  );
  const places: TaxPlaces = { declaredCountry: terms.declaredCountry, deliveryCountry: country, pickupCountry };
  return priceCheckout(wanted, { ...terms, currency, places, deliveryMinor });
}
