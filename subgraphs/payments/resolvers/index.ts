import type { Resolvers } from '../generated/graphql.ts';
import { feeRule } from './fee-rule.ts';
import { disbursement, fundsCollection, fundsMutation, fundsQuery } from './funds.ts';
import { mutation } from './mutation.ts';
import { order } from './order.ts';
import { payment, refund } from './payment.ts';
import { paymentMethod, user } from './payment-method.ts';
import { payoutAccount, payoutAccountMutation, seller } from './payout-accounts.ts';
import { query } from './query.ts';
import { platformSubscription, subscriptionMutation, subscriptionQuery } from './subscriptions.ts';
import { unmatchedFunds, unmatchedMutation, unmatchedQuery } from './unmatched-funds.ts';
import { providerReconciliation, reconciledTotals, reconciliationBreak } from './reconciliation.ts';

export const resolvers: Resolvers = {
  Query: { ...query, ...fundsQuery, ...unmatchedQuery, ...subscriptionQuery },
  Mutation: { ...mutation, ...fundsMutation, ...unmatchedMutation, ...payoutAccountMutation, ...subscriptionMutation },
  PayoutAccount: payoutAccount,
  Seller: seller,
  FundsCollection: fundsCollection,
  Disbursement: disbursement,
  PlatformSubscription: platformSubscription,
  UnmatchedFunds: unmatchedFunds,
  Payment: payment,
  Refund: refund,
  FeeRule: feeRule,
  Order: order,
  PaymentMethod: paymentMethod,
  User: user,
  ProviderReconciliation: providerReconciliation,
  ReconciledTotals: reconciledTotals,
  ReconciliationBreak: reconciliationBreak,
};
