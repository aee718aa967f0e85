import { answer } from '@soko/subgraph';
import { acceptFeedGap } from '../commands/feed/gaps.ts';
import { importFeed } from '../commands/feed/import-feed.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const feedMutations = {
  importFeed: async (_, { input }, context) => answer('FeedReport', await importFeed(context, input)),
  acceptFeedGap: async (_, { input }, context) => answer('FeedProducer', await acceptFeedGap(context, input)),
} satisfies MutationResolvers;
