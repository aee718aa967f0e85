import { chargeableStep } from '@soko/money';
import { isPhysical, priceLine, type PricedLine, type VariantFacts } from './line.ts';
import { type CartToDiscount, discountGoods } from './promotions/discount-goods.ts';
import type { Discount, Promotion } from './promotions/promotion.ts';
import { taxCountryOf, type TaxPlaces, type TaxRate, taxRateFor } from './tax.ts';
import { addTotals, type Totals, totalsOf } from './totals.ts';

export type DeliveryMethod = 'STANDARD' | 'EXPRESS' | 'PICKUP' | 'NONE';

/** The part of a cart that one seller delivers, with prices. */
export interface PricedOrder extends Totals {
  sellerId: string;
  deliveryMethod: DeliveryMethod;
  lines: readonly PricedLine[];
  /** Discounts on the delivery. */
  deliveryDiscounts: readonly Discount[];
}

/** A whole cart with prices: one order per seller. */
export interface PricedCheckout extends Totals {
  currency: string;
  orders: readonly PricedOrder[];
}

/** A variant with its facts and the quantity to order. */
export interface Wanted {
  facts: VariantFacts;
  quantity: number;
  /** Offer whose price the facts have. Missing for the price of the listing. */
  offerId?: string;
}

/** The cart as promotions look at it. */
export const goodsOf = (wanted: readonly Wanted[]): CartToDiscount['goods'] =>
  wanted.map(({ facts, quantity, offerId }) => ({
    ...facts,
    quantity,
    unitPriceMinor: facts.priceMinor,
    hasOffer: offerId !== undefined,
  }));

export const cartToDiscount = (
  wanted: readonly Wanted[],
  currency: string,
  deliveryMinor: ReadonlyMap<string, bigint>,
): CartToDiscount => ({
  goods: goodsOf(wanted),
  deliveryMinor,
  step: chargeableStep(currency),
});

/** One group per seller. Sellers and lines keep the order of the input. */
export function splitBySeller<Each extends { facts: Pick<VariantFacts, 'sellerId'> }>(
  wanted: readonly Each[],
): ReadonlyMap<string, readonly Each[]> {
  const groups = new Map<string, Each[]>();
  for (const each of wanted) {
    const group = groups.get(each.facts.sellerId);
    if (group) group.push(each);
    else groups.set(each.facts.sellerId, [each]);
  }
  return groups;
}

/** Goods to ship: one parcel per seller, identified by the seller's id. */
export const parcelsOf = (wanted: readonly Wanted[]) =>
  [...splitBySeller(wanted)].flatMap(([sellerId, group]) => {
    const lines = group.flatMap(({ facts, quantity }) =>
      isPhysical(facts) && facts.package !== null ? [{ quantity, package: facts.package }] : [],
    );
    return lines.length === 0 ? [] : [{ orderKey: sellerId, lines }];
  });

/** A line was priced without its place of supply. It means a bug in the code that accepted the quote. */
export class UnknownTaxPlace extends Error {
  override readonly name = 'UnknownTaxPlace';
}

/**
 * Prices lines of one currency: discounts over the whole cart, tax per line by country, delivery per seller. Digital goods need
 * no delivery.
 */
export function priceCheckout(
  wanted: readonly Wanted[],
  terms: {
    currency: string;
    places: TaxPlaces;
    deliveryMethod: DeliveryMethod;
    rates: readonly TaxRate[];
    /** Delivery price by seller id. Sellers without a parcel are missing. */
    deliveryMinor: ReadonlyMap<string, bigint>;
    /** Promotions that apply to the cart. */
    promotions: readonly Promotion[];
  },
): PricedCheckout {
  const { byVariant, byDelivery } = discountGoods(
    cartToDiscount(wanted, terms.currency, terms.deliveryMinor),
    terms.promotions,
  );
  const orders = [...splitBySeller(wanted)].map(([sellerId, group]): PricedOrder => {
    const lines = group.map(({ facts, quantity, offerId }) => {
      const country = taxCountryOf(facts, terms.deliveryMethod, terms.places);
      if (country === null) throw new UnknownTaxPlace(`The tax on ${facts.variantId} depends on an unknown country.`);
      const tax = { country, ...taxRateFor(terms.rates, country, facts.categoryId) };
      return priceLine(facts, quantity, tax, { discounts: byVariant.get(facts.variantId), offerId });
    });
    const deliveryDiscounts = byDelivery.get(sellerId) ?? [];
    return {
      sellerId,
      deliveryMethod: lines.some(isPhysical) ? terms.deliveryMethod : 'NONE',
      lines,
      deliveryDiscounts,
      ...totalsOf(lines, terms.deliveryMinor.get(sellerId) ?? 0n, deliveryDiscounts),
    };
  });
  return { currency: terms.currency, orders, ...addTotals(orders) };
}

/** True when two prices of the same cart are equal to the minor unit, line by line. */
export function hasSamePrices(one: PricedCheckout, other: PricedCheckout): boolean {
  const paid = (discounts: readonly Discount[]) =>
    discounts.map(({ promotionId, paidBy, amountMinor }) => [promotionId, paidBy, String(amountMinor)]);
  const amounts = ({ currency, orders }: PricedCheckout): string =>
    JSON.stringify([
      currency,
      orders.map(({ sellerId, lines, deliveryMinor, deliveryDiscounts, totalMinor }) => [
        sellerId,
        String(deliveryMinor),
        String(totalMinor),
        paid(deliveryDiscounts),
        lines.map((line) => [
          line.variantId,
          line.quantity,
          String(line.unitPriceMinor),
          String(line.taxMinor),
          paid(line.discounts),
        ]),
      ]),
    ]);
  return amounts(one) === amounts(other);
}
