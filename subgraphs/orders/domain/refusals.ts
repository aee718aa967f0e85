import { toGraphMoney } from '@soko/money';
import { maximumLines, maximumQuantity } from './cart.ts';
import type { OrderStatus } from './order-status.ts';

/** A refusal as it leaves the graph: the name of its type, a code for programs and a sentence for people. */
const refusal = <const Name extends string, const Code extends string, Rest extends object = object>(
  __typename: Name,
  code: Code,
  message: string,
  rest?: Rest,
) => ({ __typename, code, message, ...(rest as Rest) });

export interface ShortLine {
  variantId: string;
  requested: number;
  available: number;
}

export const variantNotAvailable = (variantId: string, message = 'This is not on sale at the moment.') =>
  refusal('VariantNotAvailable', 'VARIANT_NOT_AVAILABLE', message, { variantId });

export const notInCart = (variantId: string) =>
  refusal('NotInCart', 'NOT_IN_CART', 'This is not in the cart.', { variantId });

export const cartFull = () =>
  refusal(
    'CartFull',
    'CART_FULL',
    `A cart holds ${maximumLines} different variants, and ${maximumQuantity} pieces of each.`,
    { lines: maximumLines, quantity: maximumQuantity },
  );

export const mixedCurrencies = (currencies: readonly string[]) =>
  refusal(
    'MixedCurrencies',
    'MIXED_CURRENCIES',
    `A cart is bought in one currency, not in ${currencies.join(' and ')}. Order what is in it first.`,
    { currencies: [...currencies] },
  );

export const emptyCart = (message = 'There is nothing in the cart that can be ordered.') =>
  refusal('EmptyCart', 'EMPTY_CART', message);

export const quoteExpired = (message = 'This quote is too old. Ask for a new one.') =>
  refusal('QuoteExpired', 'QUOTE_EXPIRED', message);

export const quoteUsed = () => quoteExpired('This quote was ordered already. Ask for a new one to order again.');

export interface ChangedPrice {
  variantId: string;
  quotedMinor: bigint;
  currentMinor: bigint;
}

export const priceChanged = (
  currency: string,
  totals: { quotedMinor: bigint; currentMinor: bigint },
  lines: readonly ChangedPrice[],
) => {
  const money = (amountMinor: bigint) => toGraphMoney({ amountMinor, currency });
  return refusal('PriceChanged', 'PRICE_CHANGED', 'This costs something else now. Ask for a new quote.', {
    quotedTotal: money(totals.quotedMinor),
    total: money(totals.currentMinor),
    lines: lines.map(({ variantId, quotedMinor, currentMinor }) => ({
      variantId,
      quoted: money(quotedMinor),
      current: money(currentMinor),
    })),
  });
};

export const outOfStock = (lines: readonly ShortLine[]) =>
  refusal('OutOfStock', 'OUT_OF_STOCK', 'There is not enough of this. Take less of it, or leave it out.', {
    lines: [...lines],
  });

export const paymentDeclined = (declineCode: string | null, message: string) =>
  refusal('PaymentDeclined', 'PAYMENT_DECLINED', message, { declineCode });

export const wrongOrderStatus = (status: OrderStatus, message: string) =>
  refusal('WrongOrderStatus', 'WRONG_ORDER_STATUS', message, { status });

export type OutOfStock = ReturnType<typeof outOfStock>;
export type PaymentDeclined = ReturnType<typeof paymentDeclined>;
export type WrongOrderStatus = ReturnType<typeof wrongOrderStatus>;

/** What a checkout that came to nothing keeps, to be answered again. */
export type CheckoutRefusal = OutOfStock | PaymentDeclined | ReturnType<typeof quoteExpired>;

/** Tells a refusal from what a command answers when it goes well. */
export const isRefusal = <Answer extends object>(answer: Answer): answer is Extract<Answer, { __typename: string }> =>
  '__typename' in answer;
