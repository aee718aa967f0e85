import { answer } from '@soko/subgraph';
import { importFeed } from '../commands/feed/import-feed.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const feedMutations = {
  importFeed: async (_, { input }, context) => answer('FeedReport', await importFeed(context, input)),
} satisfies MutationResolvers;
