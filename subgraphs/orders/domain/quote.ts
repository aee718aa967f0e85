import type { OrderAddress } from './address.ts';
import type { DeliveryMethod, PricedCheckout } from './price-checkout.ts';

export const quoteMinutes = 30;

/** Something in the cart that cannot be ordered. */
export interface QuoteWarning {
  code: string;
  message: string;
  variantId: string;
}

/** What a cart costs, delivered to an address, until it expires. */
export interface Quote {
  id: string;
  cartId: string;
  userId: string | null;
  tokenHash: string | null;
  email: string;
  address: OrderAddress | null;
  deliveryMethod: DeliveryMethod;
  priced: PricedCheckout;
  warnings: readonly QuoteWarning[];
  expiresAt: Date;
}
