import { live } from '@soko/subgraph';
import { requireRole, requireSignedIn } from '../commands/required.ts';
import type { FulfilmentContext } from '../context.ts';
import type { SeenDelivery, SeenPackaging } from '../domain/sight.ts';
import type { SubscriptionDeliveryUpdatedArgs, SubscriptionResolvers } from '../generated/graphql.ts';
import { seen, seenByStaff } from './seen.ts';

export const subscription: SubscriptionResolvers = {
  deliveryUpdated: live<SubscriptionDeliveryUpdatedArgs, FulfilmentContext, SeenDelivery>({
    // Whether there is such an order is not told to those who may not see it, so nobody is refused.
    follow({ orderId }, { viewer }) {
      requireSignedIn(viewer);
      return [orderId];
    },
    answer: async (_, { orderId }, context) =>
      seen('delivery', await context.loaders.deliveryOfOrder.load(orderId), context),
  }),
  packagingQueueChanged: live<object, FulfilmentContext, SeenPackaging>({
    follow(_, { viewer }) {
      requireRole(viewer, 'WAREHOUSE');
      return null;
    },
    async answer({ envelope }, _, { viewer, loaders }) {
      requireRole(viewer, 'WAREHOUSE');
      const found = await loaders.packaging.load(envelope.subject);
      return found && seenByStaff(found);
    },
  }),
};
