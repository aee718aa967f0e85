import { toGraphMoney } from '@soko/money';
import { hasRole, userIdOf } from '@soko/auth';
import type { OrdersContext } from '../context.ts';
import type { Cart, CartLine } from '../domain/cart.ts';
import type { VariantFacts } from '../domain/line.ts';
import type { CartLineResolvers, CartResolvers } from '../generated/graphql.ts';
import { findCarts } from '../store/carts.ts';

/** A line of a cart with what the catalogue says of it today. */
export interface PricedCartLine extends CartLine {
  facts: VariantFacts | null;
}

const priced = ({ lines }: Cart, { loaders }: OrdersContext): Promise<PricedCartLine[]> =>
  Promise.all(lines.map(async (line) => ({ ...line, facts: await loaders.facts.load(line.variantId) })));

const totalOf = ({ facts, quantity }: PricedCartLine): bigint =>
  facts?.onSale === true ? facts.priceMinor * BigInt(quantity) : 0n;

export const cart: CartResolvers & { __resolveReference: unknown } = {
  async __resolveReference({ id }: { id: string }, { pool, viewer }: OrdersContext) {
    const found = (await findCarts(pool, [id])).get(id) ?? null;
    if (found === null) return null;
    const own = found.userId !== null && found.userId === userIdOf(viewer);
    return own || hasRole(viewer, 'SUPPORT') ? found : null;
  },
  lines: (parent, _, context) => priced(parent, context),
  quantity: ({ lines }) => lines.reduce((all, { quantity }) => all + quantity, 0),
  async itemsTotal(parent, _, context) {
    const lines = await priced(parent, context);
    // What is on sale may have changed its currency since; only what goes together is added up.
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
