import { toGraphMoney } from '@soko/money';
import type { FeeRuleResolvers } from '../generated/graphql.ts';

export const feeRule: FeeRuleResolvers = {
  targetId: ({ targetId }) => (targetId === '' ? null : targetId),
  fixed: ({ fixed }) => Object.entries(fixed).map(([currency, amountMinor]) => toGraphMoney({ amountMinor, currency })),
};
