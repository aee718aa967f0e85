import { requireRole, requireUser } from '@soko/auth';
import { live } from '@soko/subgraph';
import type { FulfilmentContext } from '../context.ts';
import { visibleDelivery, type VisibleDelivery, type VisiblePackaging, visibleToStaff } from '../domain/may-see.ts';
import type { SubscriptionDeliveryUpdatedArgs, SubscriptionResolvers } from '../generated/graphql.ts';

export const subscription: SubscriptionResolvers = {
  deliveryUpdated: live<SubscriptionDeliveryUpdatedArgs, FulfilmentContext, VisibleDelivery>({
    // Every signed-in viewer may subscribe: a refusal would reveal which orders exist.
    follow({ orderId }, { viewer }) {
      requireUser(viewer);
      return [orderId];
    },
    answer: async (_, { orderId }, context) =>
      visibleDelivery(await context.loaders.deliveryOfOrder.load(orderId), context),
  }),
  packagingQueueChanged: live<object, FulfilmentContext, VisiblePackaging>({
    follow(_, { viewer }) {
      requireRole(viewer, 'WAREHOUSE');
      return null;
    },
    async answer({ envelope }, _, { viewer, loaders }) {
      requireRole(viewer, 'WAREHOUSE');
      const found = await loaders.packaging.load(envelope.subject);
      return found && visibleToStaff(viewer, found);
    },
  }),
};
