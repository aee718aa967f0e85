import { answer } from '@soko/subgraph';
import { createCollection } from '../commands/create-collection.ts';
import { createToken } from '../commands/create-token.ts';
import { mintToken } from '../commands/mint-token.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const mutation: Pick<MutationResolvers, 'createCollection' | 'createToken' | 'mintToken'> = {
  createCollection: async (_, { input }, context) => answer('Collection', await createCollection(context, input)),
  createToken: async (_, { input }, context) => answer('Token', await createToken(context, input)),
  mintToken: async (_, { input }, context) => answer('Mint', await mintToken(context, input)),
};
