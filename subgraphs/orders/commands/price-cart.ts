import type { OrdersContext } from '../context.ts';
import type { Address } from '@soko/input';
import {
  type DeliveryMethod,
  parcelsOf,
  priceCheckout,
  type PricedCheckout,
  type Wanted,
} from '../domain/price-checkout.ts';
import type { TaxRate } from '../domain/tax.ts';

/** Prices the goods with delivery today. Prices and tax are computed here, the delivery price by fulfilment. */
export async function priceCart(
  { fulfilment, identity }: Pick<OrdersContext, 'fulfilment' | 'identity'>,
  wanted: readonly Wanted[],
  terms: { address: Address | null; deliveryMethod: DeliveryMethod; rates: readonly TaxRate[] },
): Promise<PricedCheckout> {
  const currency = wanted[0]!.facts.currency;
  const country = terms.address?.country ?? null;
  const parcels = country === null ? [] : parcelsOf(wanted);
  const deliveryMinor = await fulfilment.deliveryPrices(
    parcels.map((parcel) => ({ ...parcel, method: terms.deliveryMethod, country: country!, currency })),
    identity.correlationId,
  );
  return priceCheckout(wanted, { ...terms, currency, country, deliveryMinor });
}
