import type { Resolvers } from '../generated/graphql.ts';
import { betsMutations } from './bets-mutations.ts';
import { betsQuery } from './bets-query.ts';
import { betsSubscription } from './bets-subscription.ts';
import { betTypesResolvers } from './bets.ts';
import { feedMutations } from './feed-mutations.ts';
import { feedImport, feedProducer, feedQuery } from './feed-query.ts';
import { gamingMutations } from './gaming-mutations.ts';
import { gamingQuery } from './gaming-query.ts';
import { gamingTypes } from './gaming-types.ts';
import { cashMutations } from './cash-mutations.ts';
import { cashQuery } from './cash-query.ts';
import { deposit } from './deposit.ts';
import { marketsMutations } from './markets-mutations.ts';
import { marketsQuery } from './markets-query.ts';
import { marketsSubscription, marketTypesResolvers } from './markets.ts';
import { payoutsMutations, payoutsQuery, payoutTypes } from './payouts.ts';
import { invoice, invoiceLine, invoiceMutations, invoiceQuery } from './invoice.ts';
import { seller } from './seller.ts';
import { sellerStatementQuery } from './seller-statement.ts';
import { setAsideBet, setAsideBetsQuery } from './set-aside-bets.ts';
import { settlementMutations } from './settlement-mutations.ts';
import { clearingAccount, ledgerMutations, ledgerQuery, ledgerVerification } from './ledger.ts';
import { suspenseItem, user, wallet, walletAdjustment, walletsSubscription } from './wallet.ts';
import { walletHold, walletHoldsMutations, walletHoldsQuery } from './wallet-holds.ts';
import { walletsMutations } from './wallets-mutations.ts';
import { walletsQuery } from './wallets-query.ts';
import { withdrawal, withdrawalChange } from './withdrawal.ts';

export const resolvers: Resolvers = {
  ...betTypesResolvers,
  ...gamingTypes,
  ...payoutTypes,
  Query: {
    ...betsQuery,
    ...feedQuery,
    ...gamingQuery,
    ...marketsQuery,
    ...ledgerQuery,
    ...walletsQuery,
    ...cashQuery,
    ...sellerStatementQuery,
    ...invoiceQuery,
    ...setAsideBetsQuery,
    ...walletHoldsQuery,
    ...payoutsQuery,
  },
  Mutation: {
    ...betsMutations,
    ...gamingMutations,
    ...feedMutations,
    ...marketsMutations,
    ...settlementMutations,
    ...ledgerMutations,
    ...walletsMutations,
    ...cashMutations,
    ...walletHoldsMutations,
    ...payoutsMutations,
    ...invoiceMutations,
  },
  Deposit: deposit,
  FeedImport: feedImport,
  Invoice: invoice,
  InvoiceLine: invoiceLine,
  FeedProducer: feedProducer,
  WalletHold: walletHold,
  Withdrawal: withdrawal,
  WithdrawalChange: withdrawalChange,
  Subscription: {
    ...betsSubscription,
    ...marketsSubscription,
    ...walletsSubscription,
  },
  ...marketTypesResolvers,
  ClearingAccount: clearingAccount,
  LedgerVerification: ledgerVerification,
  Seller: seller,
  SetAsideBet: setAsideBet,
  SuspenseItem: suspenseItem,
  User: user,
  Wallet: wallet,
  WalletAdjustment: walletAdjustment,
};
