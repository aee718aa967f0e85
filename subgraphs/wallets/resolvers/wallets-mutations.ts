import { answer } from '@soko/subgraph';
import { openWallet } from '../commands/wallets/open-wallet.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const walletsMutations = {
  openWallet: async (_, { input }, context) => answer('Wallet', await openWallet(context, input)),
} satisfies MutationResolvers;
