import type { OpenedCheckout } from './may-see.ts';
import type {
  AmountTooLarge,
  AmountTooSmall,
  EmptyCart,
  OutOfStock,
  PaymentDeclined,
  PriceChanged,
  QuoteExpired,
  QuoteUsed,
  TooManyUnpaid,
} from './refusals.ts';
import type { SellerOnVacation } from './vacations/refusals.ts';

/** Result of `placeOrder`. */
export type PlaceOrderResult =
  | OpenedCheckout
  | OutOfStock
  | PaymentDeclined
  | PriceChanged
  | EmptyCart
  | QuoteExpired
  | QuoteUsed
  | TooManyUnpaid
  | AmountTooSmall
  | AmountTooLarge
  | SellerOnVacation;
