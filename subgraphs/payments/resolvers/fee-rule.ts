import { toGraphMoney } from '@soko/money';
import { feeRuleStatus } from '../domain/fee-rule.ts';
import type { FeeRuleResolvers } from '../generated/graphql.ts';

export const feeRule: FeeRuleResolvers = {
  status: (rule, _, { now }) => feeRuleStatus(rule, now()),
  targetId: ({ targetId }) => (targetId === '' ? null : targetId),
  fixed: ({ fixed }) => Object.entries(fixed).map(([currency, amountMinor]) => toGraphMoney({ amountMinor, currency })),
};
