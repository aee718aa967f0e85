import { answer } from '@soko/subgraph';
import { createWallet } from '../commands/create-wallet.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const mutation: MutationResolvers = {
  createWallet: async (_, { input }, context) => answer('Wallet', await createWallet(context, input)),
};
