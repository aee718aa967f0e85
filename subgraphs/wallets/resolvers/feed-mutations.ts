import { isRefusal } from '@soko/refusals';
import { answer } from '@soko/subgraph';
import { acceptFeedGap } from '../commands/feed/gaps.ts';
import { importFeed } from '../commands/feed/import-feed.ts';
import { resumeFeedImport, uploadFeed } from '../commands/feed/upload-feed.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { findImport } from '../store/feed/imports.ts';

export const feedMutations = {
  importFeed: async (_, { input }, context) => answer('FeedReport', await importFeed(context, input)),
  uploadFeed: async (_, { input }, context) => {
    const made = await uploadFeed(context, input);
    if (isRefusal(made)) return made;
    const { importId, ...link } = made;
    return { ...link, import: (await findImport(context.pool, importId))!, __typename: 'FeedUpload' as const };
  },
  resumeFeedImport: async (_, { input }, context) => answer('FeedImport', await resumeFeedImport(context, input)),
  acceptFeedGap: async (_, { input }, context) => answer('FeedProducer', await acceptFeedGap(context, input)),
} satisfies MutationResolvers;
