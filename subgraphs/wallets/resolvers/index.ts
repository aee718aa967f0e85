import type { Resolvers } from '../generated/graphql.ts';
import { betsMutations } from './bets-mutations.ts';
import { betsQuery } from './bets-query.ts';
import { betsSubscription } from './bets-subscription.ts';
import { betTypesResolvers } from './bets.ts';
import { feedMutations } from './feed-mutations.ts';
import { gamingMutations } from './gaming-mutations.ts';
import { gamingQuery } from './gaming-query.ts';
import { gamingTypes } from './gaming-types.ts';
import { cashMutations } from './cash-mutations.ts';
import { cashQuery } from './cash-query.ts';
import { deposit } from './deposit.ts';
import { marketsMutations } from './markets-mutations.ts';
import { marketsQuery } from './markets-query.ts';
import { marketsSubscription, marketTypesResolvers } from './markets.ts';
import { settlementMutations } from './settlement-mutations.ts';
import { user, wallet } from './wallet.ts';
import { walletsMutations } from './wallets-mutations.ts';
import { walletsQuery } from './wallets-query.ts';
import { withdrawal, withdrawalChange } from './withdrawal.ts';

export const resolvers: Resolvers = {
  ...betTypesResolvers,
  ...gamingTypes,
  Query: {
    ...betsQuery,
    ...gamingQuery,
    ...marketsQuery,
    ...walletsQuery,
    ...cashQuery,
  },
  Mutation: {
    ...betsMutations,
    ...gamingMutations,
    ...feedMutations,
    ...marketsMutations,
    ...settlementMutations,
    ...walletsMutations,
    ...cashMutations,
  },
  Deposit: deposit,
  Withdrawal: withdrawal,
  WithdrawalChange: withdrawalChange,
  Subscription: {
    ...betsSubscription,
    ...marketsSubscription,
  },
  ...marketTypesResolvers,
  User: user,
  Wallet: wallet,
};
