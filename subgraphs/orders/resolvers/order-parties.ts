import { requireService } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { storeOf } from '../domain/order.ts';
import type { QueryResolvers } from '../generated/graphql.ts';

const maxIds = 100;

/** The parties of orders, for other services: they decide for themselves who may act for the store of an order. */
export const orderParties: NonNullable<QueryResolvers['orderParties']> = async (_, { ids }, { viewer, loaders }) => {
  requireService(viewer);
  if (ids.length > maxIds) throw badUserInput(`ids must have at most ${maxIds} items.`, 'ids');
  const orders = await Promise.all(ids.map((id) => loaders.order.load(id)));
  return orders.map(
    (order) =>
      order && {
        orderId: order.id,
        number: order.number,
        sellerId: order.sellerId,
        storeId: storeOf(order.lines),
        buyerId: order.buyerId,
      },
  );
};
