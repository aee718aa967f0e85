import { requireRole, requireUser } from '@soko/auth';
import { notFound, serviceUnavailable } from '@soko/errors';
import { isId } from '@soko/ids';
import { live, type LiveEvent } from '@soko/subgraph';
import type { OrdersContext } from '../context.ts';
import type { OpenedOrder } from '../domain/may-see.ts';
import type { SubscriptionOrderUpdatedArgs, SubscriptionResolvers } from '../generated/graphql.ts';
import { loadVisibleOrder, openOrder } from './visible-order.ts';

/** The order of an event about it, or about its return. */
const orderIdOf = ({ subject, data }: LiveEvent['envelope']): string =>
  isId('ord', subject) ? subject : (data as { orderId: string }).orderId;

async function changedOrder({ envelope }: LiveEvent, context: OrdersContext): Promise<OpenedOrder | null> {
  const found = await context.loaders.order.load(orderIdOf(envelope));
  return found && openOrder(context, found);
}

const shopUnknownYet = () =>
  serviceUnavailable('Your new seller account is not known here yet. Try again in a moment.');

export const subscription: SubscriptionResolvers = {
  orderUpdated: live<SubscriptionOrderUpdatedArgs, OrdersContext, OpenedOrder>({
    async follow({ orderId, token }, context) {
      if ((await loadVisibleOrder(context, orderId, token)) === null) throw notFound(`Order ${orderId}`);
      return [orderId];
    },
    answer: (_, { orderId, token }, context) => loadVisibleOrder(context, orderId, token),
  }),
  myOrders: live<object, OrdersContext, OpenedOrder>({
    follow: (_, { viewer }) => [requireUser(viewer).id],
    async answer(event, _, context) {
      const { id } = requireUser(context.viewer);
      const found = await changedOrder(event, context);
      return found?.buyerId === id ? found : null;
    },
  }),
  mySales: live<object, OrdersContext, OpenedOrder>({
    async follow(_, { viewer, sellerIds }) {
      requireRole(viewer, 'SELLER');
      const ids = await sellerIds();
      // The users subgraph grants the role a moment before it publishes the shop. Administrators may have no shop.
      if (ids.length === 0 && viewer.kind === 'user' && viewer.roles.includes('SELLER')) throw shopUnknownYet();
      return ids;
    },
    async answer(event, _, context) {
      requireRole(context.viewer, 'SELLER');
      const found = await changedOrder(event, context);
      return found !== null && (await context.sellerIds()).includes(found.sellerId) ? found : null;
    },
  }),
};
