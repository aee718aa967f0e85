import { toGraphMoney } from '@soko/money';
import { refuse } from '@soko/refusals';
import { type CartMisfit, maxCartLines, maxLineQuantity } from './cart.ts';
import type { OpenedCheckout } from './may-see.ts';
import type { OrderStatus } from './order-status.ts';

/** A variant without enough stock. */
export interface ShortLine {
  variantId: string;
  requested: number;
  available: number;
}

export const variantNotAvailable = (variantId: string, message = 'This variant is not on sale at the moment.') =>
  refuse('VariantNotAvailable', message, { variantId });

export const notInCart = (variantId: string) => refuse('NotInCart', 'This variant is not in the cart.', { variantId });

export const cartFull = () =>
  refuse(
    'CartFull',
    `A cart can hold ${maxCartLines} different variants and ${maxLineQuantity} pieces of each. Remove something first.`,
    { lines: maxCartLines, quantity: maxLineQuantity },
  );

const listOf = (items: readonly string[]): string => new Intl.ListFormat('en').format(items);

export const mixedCurrencies = (currencies: readonly string[]) =>
  refuse(
    'MixedCurrencies',
    `A cart has one currency, but these goods have prices in ${listOf(currencies)}. Change the currency of the cart, or order or remove the other goods first.`,
    { currencies: [...currencies] },
  );

export const currencyNotOffered = (currency: string, offered: readonly string[], variantIds: readonly string[]) =>
  refuse(
    'CurrencyNotOffered',
    `Not all goods in the cart are sold in ${currency}. Choose another currency, or remove these goods.`,
    { currencies: [...offered], variantIds: [...variantIds] },
  );

/** The refusal for a line that does not fit into a cart; `currencies` are those in which the line is sold. */
export const refusalForMisfit = (misfit: CartMisfit, currencies: readonly string[]) =>
  'full' in misfit ? cartFull() : mixedCurrencies([misfit.currency, ...currencies]);

export const emptyCart = () =>
  refuse('EmptyCart', 'Nothing in the cart can be ordered. Add a variant that is on sale.');

export const signInRequired = () =>
  refuse(
    'SignInRequired',
    'Sign in to buy tokens: they are minted for the account of the buyer. The cart can be claimed.',
  );

export const tokensApart = () =>
  refuse(
    'TokensApart',
    'Tokens are charged and minted at once, so that they cannot be in one order with goods that the same seller delivers. Order them separately.',
  );

export const quoteExpired = () => refuse('QuoteExpired', 'This quote has expired. Request a new quote.');

/** Checkouts of one buyer that may wait for a payment at the same time. */
export const maxUnpaidCheckouts = 3;

export const tooManyUnpaid = (checkouts: readonly OpenedCheckout[]) =>
  refuse(
    'TooManyUnpaidCheckouts',
    `${checkouts.length} checkouts wait for their payment. Confirm or cancel one of them first.`,
    { checkouts: [...checkouts] },
  );

export const quoteUsed = (checkout: OpenedCheckout) =>
  refuse('QuoteUsed', 'This quote was already ordered. Request a new quote to order again.', { checkout });

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
  return refuse('PriceChanged', 'The price has changed since the quote. Request a new quote.', {
    quotedTotal: money(totals.quotedMinor),
    total: money(totals.currentMinor),
    lines: lines.map(({ variantId, quotedMinor, currentMinor }) => ({
      variantId,
      quoted: money(quotedMinor),
      current: money(currentMinor),
    })),
  });
};

export const amountTooSmall = (currency: string, amountMinor: bigint, minimumMinor: bigint) => {
  const [amount, minimum] = [amountMinor, minimumMinor].map((each) => toGraphMoney({ amountMinor: each, currency }));
  return refuse(
    'AmountTooSmall',
    `An order of ${amount!.amount} ${currency} is too small for this payment method. It charges ${minimum!.amount} ${currency} or more for each order.`,
    { minimum: minimum! },
  );
};

export const amountTooLarge = (currency: string, amountMinor: bigint, maximumMinor: bigint) => {
  const [amount, maximum] = [amountMinor, maximumMinor].map((each) => toGraphMoney({ amountMinor: each, currency }));
  return refuse(
    'AmountTooLarge',
    `An order of ${amount!.amount} ${currency} is too large for this payment method. It charges at most ${maximum!.amount} ${currency} for each order.`,
    { maximum: maximum! },
  );
};

export const outOfStock = (lines: readonly ShortLine[]) =>
  refuse('OutOfStock', 'There is not enough stock. Reduce the quantity or remove the variant from the cart.', {
    lines: [...lines],
  });

export const paymentDeclined = (declineCode: string | null, message: string) =>
  refuse('PaymentDeclined', message, { declineCode });

export const wrongOrderStatus = (status: OrderStatus, message: string) =>
  refuse('WrongOrderStatus', message, { status });

export const caseOpen = (caseId: string) =>
  refuse('CaseOpen', 'This order has an open return or dispute. Wait until it ends.', { caseId });

export type CaseOpen = ReturnType<typeof caseOpen>;
export type VariantNotAvailable = ReturnType<typeof variantNotAvailable>;
export type CartFull = ReturnType<typeof cartFull>;
export type MixedCurrencies = ReturnType<typeof mixedCurrencies>;
export type OutOfStock = ReturnType<typeof outOfStock>;
export type PaymentDeclined = ReturnType<typeof paymentDeclined>;
export type WrongOrderStatus = ReturnType<typeof wrongOrderStatus>;
export type PriceChanged = ReturnType<typeof priceChanged>;
export type EmptyCart = ReturnType<typeof emptyCart>;
export type QuoteExpired = ReturnType<typeof quoteExpired>;
export type TooManyUnpaid = ReturnType<typeof tooManyUnpaid>;
export type AmountTooSmall = ReturnType<typeof amountTooSmall>;
export type AmountTooLarge = ReturnType<typeof amountTooLarge>;
export type QuoteUsed = ReturnType<typeof quoteUsed>;
