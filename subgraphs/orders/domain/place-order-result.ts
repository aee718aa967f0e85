import type { Checkout } from './purchase.ts';
import type { EmptyCart, OutOfStock, PaymentDeclined, PriceChanged, QuoteExpired } from './refusals.ts';

/** Result of `placeOrder`. */
export type PlaceOrderResult = Checkout | OutOfStock | PaymentDeclined | PriceChanged | EmptyCart | QuoteExpired;
