import { answer } from '@soko/subgraph';
import { createSample } from '../commands/create-sample.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const mutation: MutationResolvers = {
  createSample: async (_, { input }, context) => answer('Sample', await createSample(context, input)),
};
