import { badUserInput } from '@soko/errors';
import { cartOwner } from '../commands/cart-owner.ts';
import { requirePerson, requireRole } from '../commands/require-role.ts';
import { openWith, visibleOrder } from '../commands/visible-order.ts';
import { readCountry } from '../domain/address.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { findCart } from '../store/carts.ts';
import { findStuckSagas } from '../store/sagas.ts';
import { findTaxRates } from '../store/tax-rates.ts';
import { visibleCheckout } from './checkout.ts';
import { listedOrders } from './listed-orders.ts';

export const query: QueryResolvers = {
  cart(_, { token }, { viewer, pool }) {
    const owner = cartOwner(viewer, token);
    return owner && findCart(pool, owner);
  },
  async checkout(_, { id, token }, context) {
    const found = await context.loaders.checkout.load(id);
    if (found !== null) openWith(context, found, token);
    return visibleCheckout(context, found);
  },
  async order(_, { id, token }, context) {
    const found = await context.loaders.order.load(id);
    if (found !== null) openWith(context, { id: found.checkoutId, tokenHash: found.tokenHash }, token);
    return visibleOrder(context, found);
  },
  orders: (_, args, context) => listedOrders(context, args, { buyerId: requirePerson(context.viewer) }),
  async sales(_, args, context) {
    requireRole(context.viewer, 'SELLER');
    return listedOrders(context, args, { sellerIds: await context.sellers() });
  },
  allOrders(_, args, context) {
    requireRole(context.viewer, 'SUPPORT');
    return listedOrders(context, args, {});
  },
  stuckSagas(_, { first }, { viewer, pool, now }) {
    requireRole(viewer, 'SUPPORT');
    const limit = first ?? 20;
    if (limit < 1 || limit > 100) throw badUserInput('first must be between 1 and 100.', 'first');
    return findStuckSagas(pool, { now: now(), limit });
  },
  taxRates(_, { country }, { viewer, pool }) {
    requireRole(viewer, 'ADMIN');
    return findTaxRates(pool, country == null ? null : readCountry(country, 'country'));
  },
};
