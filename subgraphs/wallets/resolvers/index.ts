import type { Resolvers } from '../generated/graphql.ts';
import { user, wallet } from './wallet.ts';
import { walletsMutations } from './wallets-mutations.ts';
import { walletsQuery } from './wallets-query.ts';

export const resolvers: Resolvers = {
  Query: {
    ...walletsQuery,
  },
  Mutation: {
    ...walletsMutations,
  },
  User: user,
  Wallet: wallet,
};
