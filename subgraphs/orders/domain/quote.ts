import type { Address } from '@soko/input';
import type { DeliveryMethod, PricedCheckout } from './price-checkout.ts';

/** Time for which a quote is valid, in milliseconds: 30 minutes. */
export const quoteLifetimeMs = 1_800_000;

/** A line of the cart that cannot be ordered. */
export interface QuoteWarning {
  code: string;
  message: string;
  variantId: string;
}

/** Price of a cart with delivery and tax, valid until it expires. */
export interface Quote {
  id: string;
  cartId: string;
  userId: string | null;
  tokenHash: string | null;
  email: string;
  address: Address | null;
  deliveryMethod: DeliveryMethod;
  priced: PricedCheckout;
  warnings: readonly QuoteWarning[];
  expiresAt: Date;
}
