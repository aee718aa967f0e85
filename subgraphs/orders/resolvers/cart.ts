import { toGraphMoney } from '@soko/money';
import type { OrdersContext } from '../context.ts';
import type { Cart, CartLine } from '../domain/cart.ts';
import { factsIn, sharedCurrencies, type VariantFacts } from '../domain/line.ts';
import { maySeeCart } from '../domain/may-see.ts';
import { warningFor } from '../domain/quote.ts';
import type { CartLineResolvers, CartResolvers } from '../generated/graphql.ts';

/** A line of a cart with the current facts about its variant. */
export interface PricedCartLine extends CartLine {
  facts: VariantFacts | null;
}

/** The lines with their prices in the currency of the cart. A variant that is not sold in it is not on sale here. */
const priceLines = ({ lines, currency }: Cart, { loaders }: OrdersContext): Promise<PricedCartLine[]> =>
  Promise.all(
    lines.map(async (line) => {
      const facts = await loaders.facts.load(line.variantId);
      if (facts === null || currency === null) return { ...line, facts };
      return { ...line, facts: factsIn(facts, currency) ?? { ...facts, onSale: false } };
    }),
  );

const totalOf = ({ facts, quantity }: PricedCartLine): bigint =>
  facts?.onSale === true ? facts.priceMinor * BigInt(quantity) : 0n;

export const cart: CartResolvers & { __resolveReference: unknown } = {
  async __resolveReference({ id }: { id: string }, { loaders, viewer }: OrdersContext) {
    const found = await loaders.cart.load(id);
    return found !== null && maySeeCart(viewer, found) ? found : null;
  },
  lines: (parent, _, context) => priceLines(parent, context),
  async warnings(parent, _, context) {
    const lines = await priceLines(parent, context);
    return lines.map((line) => warningFor(line, line.facts)).filter((warning) => warning !== null);
  },
  cappedLines: ({ cappedLines = [] }) => [...cappedLines],
  quantity: ({ lines }) => lines.reduce((all, { quantity }) => all + quantity, 0),
  async currencies({ lines }, _, { loaders }) {
    const facts = await Promise.all(lines.map(({ variantId }) => loaders.facts.load(variantId)));
    return sharedCurrencies(facts.filter((each) => each !== null));
  },
  async itemsTotal(parent, _, context) {
    const lines = await priceLines(parent, context);
    // A variant may have changed its currency since it was added; only lines with one currency can be summed.
    const currency = parent.currency ?? lines.find(({ facts }) => facts !== null)?.facts?.currency;
    if (currency === undefined) return null;
    const alike = lines.filter(({ facts }) => facts?.currency === currency);
    return toGraphMoney({ amountMinor: alike.reduce((all, line) => all + totalOf(line), 0n), currency });
  },
};

export const cartLine: CartLineResolvers = {
  variant: ({ variantId, facts }) => (facts === null ? null : { id: variantId }),
  unitPrice: ({ facts }) =>
    facts?.onSale === true ? toGraphMoney({ amountMinor: facts.priceMinor, currency: facts.currency }) : null,
  total: (line) =>
    line.facts?.onSale === true ? toGraphMoney({ amountMinor: totalOf(line), currency: line.facts.currency }) : null,
  onSale: ({ facts }) => facts?.onSale ?? false,
};
