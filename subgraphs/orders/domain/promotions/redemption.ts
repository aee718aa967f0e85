import type { OrderChange } from '../order.ts';
import { endsWithoutSale } from '../order-status.ts';
import type { Purchase } from '../purchase.ts';
import { type Discount, sumOfDiscounts } from './promotion.ts';

/** A promotion that a checkout redeems. */
export interface Redemption {
  promotionId: string;
  checkoutId: string;
  /** The buyer. Null for a guest. */
  person: string | null;
  /** The code that was used. Null for an automatic promotion. */
  code: string | null;
  currency: string;
  /** Sum of its discounts. */
  amountMinor: bigint;
  /** Orders of the checkout that have a discount of it. */
  orders: number;
}

/** Promotions that orders of a checkout give back, each with the number of those orders. */
export interface Release {
  checkoutId: string;
  promotions: readonly { promotionId: string; orders: number }[];
}

/** An order, or a part of a quote, as far as its discounts go. */
interface Discounted {
  lines: readonly { discounts: readonly Discount[] }[];
  deliveryDiscounts: readonly Discount[];
}

/** All discounts of an order: of its lines, and of its delivery. */
export const discountsOf = ({ lines, deliveryDiscounts }: Discounted): Discount[] => [
  ...lines.flatMap(({ discounts }) => discounts),
  ...deliveryDiscounts,
];

/** The discounts of an order, one for each promotion. */
export function discountsByPromotion(order: Discounted): Discount[] {
  const found = new Map<string, Discount>();
  for (const discount of discountsOf(order)) {
    const sum = (found.get(discount.promotionId)?.amountMinor ?? 0n) + discount.amountMinor;
    found.set(discount.promotionId, { ...discount, amountMinor: sum });
  }
  return [...found.values()];
}

/** What a new checkout redeems, in the order in which its rows are locked. `codes` has the code by promotion. */
export function redemptionsOf({ checkout, orders }: Purchase, codes: ReadonlyMap<string, string | null>): Redemption[] {
  const all = orders.flatMap((order) => discountsByPromotion(order));
  const ids = [...new Set(all.map(({ promotionId }) => promotionId))].toSorted();
  return ids.map((promotionId): Redemption => {
    const discounts = all.filter((discount) => discount.promotionId === promotionId);
    return {
      promotionId,
      checkoutId: checkout.id,
      person: checkout.buyerId,
      code: codes.get(promotionId) ?? null,
      currency: checkout.currency,
      amountMinor: sumOfDiscounts(discounts),
      orders: discounts.length,
    };
  });
}

const endsSale = ({ before, after }: OrderChange): boolean =>
  endsWithoutSale(after.status) && !endsWithoutSale(before.status);

/** What changes of orders give back, in the order in which rows are locked. Null when it is nothing. */
export function releaseOf(changes: readonly OrderChange[]): Release | null {
  const ended = changes.filter(endsSale).map(({ before }) => before);
  const ids = ended.flatMap((order) => discountsByPromotion(order).map(({ promotionId }) => promotionId));
  if (ended[0] === undefined || ids.length === 0) return null;
  const promotions = [...new Set(ids)].toSorted().map((promotionId) => {
    return { promotionId, orders: ids.filter((id) => id === promotionId).length };
  });
  return { checkoutId: ended[0].checkoutId, promotions };
}
