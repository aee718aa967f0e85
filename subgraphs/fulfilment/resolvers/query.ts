import { requireRole, requireScope, requireService, type Role } from '@soko/auth';
import { isId } from '@soko/ids';
import { toGraphMoney } from '@soko/money';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { readPersonalPart } from '@soko/subgraph';
import { priceParcels } from '../commands/price-parcels.ts';
import { quoteDelivery } from '../commands/quote-delivery.ts';
import { visibleToHandler } from '../commands/require-handler.ts';
import type { FulfilmentContext } from '../context.ts';
import { maySeeStock, seeingScopes } from '../domain/may-see.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { findDeliveryByNumber, listDeliveries } from '../store/find-deliveries.ts';
import { listPackagings } from '../store/find-packagings.ts';
import { personalData } from '../store/personal-data.ts';

const packagingCursors = timeAndId('packagings', (id) => isId('pkg', id));
const deliveryCursors = timeAndId('deliveries', (id) => isId('dlv', id));

/** The store whose things an API key lists, or null for staff with one of the roles, who list all. */
function requireQueue({ viewer }: FulfilmentContext, ...roles: readonly [Role, ...Role[]]): string | null {
  if (viewer.kind === 'apiKey') {
    requireScope(viewer, ...seeingScopes);
    return viewer.storeId;
  }
  requireRole(viewer, ...roles);
  return null;
}

export const query: QueryResolvers = {
  async stockItem(_, { variantId }, { viewer, loaders, rights }) {
    requireScope(viewer, 'stock:write');
    const item = await loaders.stockOfVariant.load(variantId);
    return item !== null && maySeeStock(await rights(), item) ? item : null;
  },
  async packagingQueue(_, { status, ...args }, context) {
    const storeId = requireQueue(context, 'WAREHOUSE');
    const page = readPage(args, packagingCursors);
    const rows = await listPackagings(context.pool, { status: status ?? null, storeId }, page);
    return toConnection(
      rows,
      page,
      ({ createdAt, id }) => cursorOf(packagingCursors, [createdAt, id]),
      (row) => visibleToHandler(context, row),
    );
  },
  async deliveries(_, { status, ...args }, context) {
    const storeId = requireQueue(context, 'COURIER', 'WAREHOUSE');
    const page = readPage(args, deliveryCursors);
    const rows = await listDeliveries(context.db, { status: status ?? null, storeId }, page);
    return toConnection(
      rows,
      page,
      ({ createdAt, id }) => cursorOf(deliveryCursors, [createdAt, id]),
      (row) => visibleToHandler(context, row),
    );
  },
  async deliveryQuote(_, input, context) {
    const { price, boxes, parcels } = await quoteDelivery(context, input);
    return {
      price: toGraphMoney(price),
      boxes,
      parcels: parcels.map(({ sellerId, price, boxes }) => ({
        seller: { id: sellerId },
        price: toGraphMoney(price),
        boxes,
      })),
    };
  },
  trackDelivery: (_, { trackingNumber }, { db }) =>
    findDeliveryByNumber(db, trackingNumber.trim().toUpperCase().slice(0, 40)),
  deliveryRates: (_, __, { rates }) => rates.all(),
  async orderDelivery(_, { orderId }, { viewer, loaders }) {
    requireService(viewer);
    return loaders.deliveryOfOrder.load(orderId);
  },
  async deliveryPrices(_, { parcels }, context) {
    const prices = await priceParcels(context, parcels);
    return prices.map(({ price, ...parcel }) => ({ ...parcel, price: toGraphMoney(price) }));
  },
  fulfilmentDataOf(_, { userId, after }, { viewer, pool }) {
    requireService(viewer);
    return readPersonalPart(pool, personalData, userId, after ?? null);
  },
};
