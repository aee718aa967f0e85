import { type Money, toGraphMoney } from '@soko/money';
import { findVisibleOffer } from '../commands/offers/offer-party.ts';
import { pricesOfGoods } from '../commands/price-goods.ts';
import type { OrdersContext } from '../context.ts';
import type { Cart, CartLine } from '../domain/cart.ts';
import { factsIn, sharedCurrencies, type VariantFacts } from '../domain/line.ts';
import { maySeeCart } from '../domain/may-see.ts';
import { type AcceptedOffer, offerFor } from '../domain/offers/offered-price.ts';
import { offerWarningFor, warningFor } from '../domain/quote.ts';
import type { CartLineResolvers, CartResolvers } from '../generated/graphql.ts';

/** A line of a cart with the current facts about its variant, and the cart. */
export interface PricedCartLine extends CartLine {
  facts: VariantFacts | null;
  cart: Cart;
}

/** The lines with their prices in the currency of the cart. A variant that is not sold in it is not on sale here. */
const listLines = (of: Cart, { loaders }: OrdersContext): Promise<PricedCartLine[]> =>
  Promise.all(
    of.lines.map(async (line) => {
      const facts = await loaders.facts.load(line.variantId);
      if (facts === null || of.currency === null) return { ...line, facts, cart: of };
      return { ...line, facts: factsIn(facts, of.currency) ?? { ...facts, onSale: false }, cart: of };
    }),
  );

/** The accepted offer whose price a line has. Null for the price of the listing. Promotions are asked for only where an offer fits. */
async function offerOf(
  { facts, quantity, cart: of }: PricedCartLine,
  context: OrdersContext,
): Promise<AcceptedOffer | null> {
  if (facts?.onSale !== true || of.userId === null) return null;
  const offer = offerFor({ facts, quantity }, await context.loaders.acceptedOffers.load(of.userId));
  if (offer === null) return null;
  const { wanted } = await pricesOfGoods(of, context);
  return wanted.some(({ offerId }) => offerId === offer.id) ? offer : null;
}

/** The price of one piece. Null when the variant is not on sale. */
async function unitPriceOf(line: PricedCartLine, context: OrdersContext): Promise<Money | null> {
  if (line.facts?.onSale !== true) return null;
  const offer = await offerOf(line, context);
  const { priceMinor, currency } = line.facts;
  return { amountMinor: offer?.unitPriceMinor ?? priceMinor, currency };
}

/** The price of all pieces. Null when the variant is not on sale. */
async function totalOf(line: PricedCartLine, context: OrdersContext): Promise<Money | null> {
  const price = await unitPriceOf(line, context);
  return price && { ...price, amountMinor: price.amountMinor * BigInt(line.quantity) };
}

export const cart: CartResolvers & { __resolveReference: unknown } = {
  async __resolveReference({ id }: { id: string }, { loaders, viewer }: OrdersContext) {
    const found = await loaders.cart.load(id);
    return found !== null && maySeeCart(viewer, found) ? found : null;
  },
  lines: (parent, _, context) => listLines(parent, context),
  async warnings(parent, _, context) {
    const lines = await listLines(parent, context);
    const offers = parent.userId === null ? [] : await context.loaders.acceptedOffers.load(parent.userId);
    return lines.flatMap(({ facts, ...line }) => {
      const tooMany = facts?.onSale === true ? offerWarningFor({ ...line, facts }, offers) : null;
      return [warningFor(line, facts), tooMany].filter((warning) => warning !== null);
    });
  },
  cappedLines: ({ cappedLines = [] }) => [...cappedLines],
  quantity: ({ lines }) => lines.reduce((all, { quantity }) => all + quantity, 0),
  async currencies({ lines }, _, { loaders }) {
    const facts = await Promise.all(lines.map(({ variantId }) => loaders.facts.load(variantId)));
    return sharedCurrencies(facts.filter((each) => each !== null));
  },
  async itemsTotal(parent, _, context) {
    const lines = await listLines(parent, context);
    // A variant may have changed its currency since it was added; only lines with one currency can be summed.
    const currency = parent.currency ?? lines.find(({ facts }) => facts !== null)?.facts?.currency;
    if (currency === undefined) return null;
    const alike = lines.filter(({ facts }) => facts?.currency === currency);
    const totals = await Promise.all(alike.map((line) => totalOf(line, context)));
    return toGraphMoney({ amountMinor: totals.reduce((all, each) => all + (each?.amountMinor ?? 0n), 0n), currency });
  },
};

export const cartLine: CartLineResolvers = {
  variant: ({ variantId, facts }) => (facts === null ? null : { id: variantId }),
  async unitPrice(line, _, context) {
    const price = await unitPriceOf(line, context);
    return price && toGraphMoney(price);
  },
  async total(line, _, context) {
    const total = await totalOf(line, context);
    return total && toGraphMoney(total);
  },
  async offer(line, _, context) {
    const offer = await offerOf(line, context);
    return offer && findVisibleOffer(context, offer.id);
  },
  onSale: ({ facts }) => facts?.onSale ?? false,
};
