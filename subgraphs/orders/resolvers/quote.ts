import { toGraphMoney } from '@soko/money';
import { lineTotal, type PricedLine } from '../domain/line.ts';
import type { Quote } from '../domain/quote.ts';
import type { CheckoutQuoteResolvers, QuoteLineResolvers } from '../generated/graphql.ts';

/** A line of a quote, with the currency of the quote. */
export interface PricedLineWithCurrency extends PricedLine {
  currency: string;
}

const moneyOf = ({ priced }: Quote, amountMinor: bigint) => toGraphMoney({ amountMinor, currency: priced.currency });

export const checkoutQuote: CheckoutQuoteResolvers = {
  lines: ({ priced }) =>
    priced.orders.flatMap(({ lines }) => lines.map((line) => ({ ...line, currency: priced.currency }))),
  itemsTotal: (quote) => moneyOf(quote, quote.priced.itemsMinor),
  deliveryTotal: (quote) => moneyOf(quote, quote.priced.deliveryMinor),
  taxTotal: (quote) => moneyOf(quote, quote.priced.taxMinor),
  taxIncludedTotal: (quote) => moneyOf(quote, quote.priced.taxIncludedMinor),
  discountTotal: (quote) => moneyOf(quote, quote.priced.discountMinor),
  total: (quote) => moneyOf(quote, quote.priced.totalMinor),
  warnings: ({ warnings }) => [...warnings],
};

export const quoteLine: QuoteLineResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
  seller: ({ sellerId }) => ({ id: sellerId }),
  unitPrice: ({ unitPriceMinor, currency }) => toGraphMoney({ amountMinor: unitPriceMinor, currency }),
  total: (line) => toGraphMoney({ amountMinor: lineTotal(line), currency: line.currency }),
  tax: ({ taxMinor, currency }) => toGraphMoney({ amountMinor: taxMinor, currency }),
  taxIncluded: ({ taxInclusive }) => taxInclusive,
};
