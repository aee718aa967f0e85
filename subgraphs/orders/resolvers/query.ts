import { requireRole, requireScope, requireService, requireUser } from '@soko/auth';
import { readCountry, readQuantity } from '@soko/input';
import { defaultPageSize, maxPageSize } from '@soko/pagination';
import { readPersonalPart } from '@soko/subgraph';
import { readCartOwner } from '../commands/read-cart-owner.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { findCart } from '../store/find-carts.ts';
import { findStuckSagas } from '../store/find-stuck-sagas.ts';
import { personalData } from '../store/personal-data.ts';
import { findTaxRates } from '../store/tax-rates.ts';
import { loadVisibleCheckout } from './checkout.ts';
import { listedOrders } from './listed-orders.ts';
import { orderParties } from './order-parties.ts';
import { loadVisibleOrder } from './visible-order.ts';

export const query: QueryResolvers = {
  cart(_, { token }, context) {
    const owner = readCartOwner(context, token);
    return owner && findCart(context.pool, owner);
  },
  checkout: (_, { id, token }, context) => loadVisibleCheckout(context, id, token),
  order(_, { id, token }, context) {
    if (context.viewer.kind === 'apiKey') requireScope(context.viewer, 'orders:read', 'orders:write');
    return loadVisibleOrder(context, id, token);
  },
  orders: (_, args, context) => listedOrders(context, args, { buyerId: requireUser(context.viewer).id }),
  async sales(_, args, context) {
    const viewer = requireScope(context.viewer, 'orders:read', 'orders:write');
    if (viewer.kind === 'apiKey') return listedOrders(context, args, { storeId: viewer.storeId });
    requireRole(viewer, 'SELLER');
    return listedOrders(context, args, { sellerIds: await context.sellerIds() });
  },
  allOrders(_, args, context) {
    requireRole(context.viewer, 'SUPPORT');
    return listedOrders(context, args, {});
  },
  async stuckSagas(_, { first }, { viewer, db, now, findParked }) {
    requireRole(viewer, 'SUPPORT');
    const limit = readQuantity(first ?? defaultPageSize, 'first', { min: 1, max: maxPageSize });
    return findStuckSagas(db, { now: now(), limit, parked: await findParked(limit) });
  },
  taxRates(_, { country }, { viewer, db }) {
    requireRole(viewer, 'ADMIN');
    return findTaxRates(db, country == null ? null : readCountry(country, 'country'));
  },
  async guestEmail(_, { orderId }, { viewer, loaders }) {
    requireService(viewer);
    const order = await loaders.order.load(orderId);
    // Erasure leaves an empty address.
    return order === null || order.buyerId !== null || order.email === '' ? null : order.email;
  },
  async guestLocale(_, { orderId }, { viewer, loaders }) {
    requireService(viewer);
    return (await loaders.order.load(orderId))?.locale ?? null;
  },
  orderParties,
  ordersDataOf(_, { userId, after }, { viewer, pool }) {
    requireService(viewer);
    return readPersonalPart(pool, personalData, userId, after ?? null);
  },
};
