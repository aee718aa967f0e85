import type { Resolvers } from '../generated/graphql.ts';
import { feeRule, feeRules, quoteFees, setFeeRuleMutation } from './fees.ts';
import { order, payment, refund } from './payment.ts';
import { paymentMethod, savedMethodMutations, user } from './saved-methods.ts';
import { paymentMutations, paymentQueries } from './payments.ts';
import { providerReconciliation, reconciledTotals, reconciliation, reconciliationBreak } from './reconciliation.ts';
import { serviceMutations } from './services.ts';

export const resolvers: Resolvers = {
  Query: { ...paymentQueries, feeRules, quoteFees, reconciliation },
  Mutation: { ...paymentMutations, ...serviceMutations, ...savedMethodMutations, setFeeRule: setFeeRuleMutation },
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
