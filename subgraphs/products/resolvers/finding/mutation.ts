import { answer } from '@soko/subgraph';
import { clearRecentlyViewed } from '../../commands/finding/clear-recently-viewed.ts';
import { recordProductView } from '../../commands/finding/record-product-view.ts';
import { removeSavedSearch } from '../../commands/finding/remove-saved-search.ts';
import { saveSearch } from '../../commands/finding/save-search.ts';
import { updateSavedSearch } from '../../commands/finding/update-saved-search.ts';
import type { MutationResolvers } from '../../generated/graphql.ts';

type Mutations = 'recordProductView' | 'clearRecentlyViewed' | 'saveSearch' | 'updateSavedSearch' | 'removeSavedSearch';

export const findingMutations: Pick<MutationResolvers, Mutations> = {
  recordProductView: async (_, { input }, context) =>
    answer('ProductViewRecorded', await recordProductView(context, input.productId)),
  clearRecentlyViewed: async (_, { input }, context) =>
    answer('RecentlyViewedCleared', await clearRecentlyViewed(context, input.productId)),
  saveSearch: async (_, { input }, context) => answer('SavedSearch', await saveSearch(context, input)),
  updateSavedSearch: async (_, { input }, context) => answer('SavedSearch', await updateSavedSearch(context, input)),
  removeSavedSearch: async (_, { input }, context) =>
    answer('SavedSearchRemoved', await removeSavedSearch(context, input.savedSearchId)),
};
