import type { Wanted } from './price-checkout.ts';
import type { EnteredCode } from './promotions/entered-code.ts';
import type { Discount } from './promotions/promotion.ts';

/** The goods of a cart with their prices, one discount for each promotion, and what becomes of the codes. */
export interface GoodsPrices {
  wanted: readonly Wanted[];
  discounts: readonly Discount[];
  codes: readonly EnteredCode[];
}
