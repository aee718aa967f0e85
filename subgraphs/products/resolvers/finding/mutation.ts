import { answer } from '@soko/subgraph';
import { clearRecentlyViewed } from '../../commands/finding/clear-recently-viewed.ts';
import { recordProductView } from '../../commands/finding/record-product-view.ts';
import type { MutationResolvers } from '../../generated/graphql.ts';

type Mutations = 'recordProductView' | 'clearRecentlyViewed';

export const findingMutations: Pick<MutationResolvers, Mutations> = {
  recordProductView: async (_, { input }, context) =>
    answer('ProductViewRecorded', await recordProductView(context, input.productId)),
  clearRecentlyViewed: async (_, { input }, context) =>
    answer('RecentlyViewedCleared', await clearRecentlyViewed(context, input.productId)),
};
