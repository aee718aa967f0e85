import { notFound, serviceUnavailable } from '@soko/errors';
import { live, type LiveEvent } from '@soko/subgraph';
import { requirePerson, requireRole } from '../commands/require-role.ts';
import { isSeller, openWith, visibleOrder } from '../commands/visible-order.ts';
import type { OrdersContext } from '../context.ts';
import type { Order } from '../domain/order.ts';
import type { SubscriptionOrderUpdatedArgs, SubscriptionResolvers } from '../generated/graphql.ts';

async function orderFor(context: OrdersContext, { orderId, token }: SubscriptionOrderUpdatedArgs) {
  const found = await context.loaders.order.load(orderId);
  if (found !== null) openWith(context, { id: found.checkoutId, tokenHash: found.tokenHash }, token);
  return visibleOrder(context, found);
}

const changedOrder = ({ envelope }: LiveEvent, { loaders }: OrdersContext): Promise<Order | null> =>
  loaders.order.load(envelope.subject);

const notKnownYet = () => serviceUnavailable('Your shop is not known here yet. Try again shortly.');

export const subscription: SubscriptionResolvers = {
  orderUpdated: live<SubscriptionOrderUpdatedArgs, OrdersContext, Order>({
    async follow(args, context) {
      if ((await orderFor(context, args)) === null) throw notFound(`Order ${args.orderId}`);
      return [args.orderId];
    },
    answer: (_, args, context) => orderFor(context, args),
  }),
  myOrders: live<object, OrdersContext, Order>({
    follow: (_, { viewer }) => [requirePerson(viewer)],
    async answer(event, _, context) {
      const found = await changedOrder(event, context);
      return found?.buyerId === requirePerson(context.viewer) ? found : null;
    },
  }),
  mySales: live<object, OrdersContext, Order>({
    async follow(_, { viewer, sellers }) {
      requireRole(viewer, 'SELLER');
      const own = await sellers();
      // Users tells of a new shop a moment after it told its owner. Administrators may have none.
      if (own.length === 0 && viewer.kind === 'user' && viewer.roles.includes('SELLER')) throw notKnownYet();
      return own;
    },
    async answer(event, _, context) {
      requireRole(context.viewer, 'SELLER');
      const found = await changedOrder(event, context);
      return found !== null && (await isSeller(context, found)) ? found : null;
    },
  }),
};
