import type { Resolvers } from '../generated/graphql.ts';
import { gamingMutations } from './gaming-mutations.ts';
import { gamingQuery } from './gaming-query.ts';
import { gamingTypes } from './gaming-types.ts';
import { user, wallet } from './wallet.ts';
import { walletsMutations } from './wallets-mutations.ts';
import { walletsQuery } from './wallets-query.ts';

export const resolvers: Resolvers = {
  ...gamingTypes,
  Query: {
    ...gamingQuery,
    ...walletsQuery,
  },
  Mutation: {
    ...gamingMutations,
    ...walletsMutations,
  },
  User: user,
  Wallet: wallet,
};
