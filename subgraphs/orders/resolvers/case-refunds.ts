import { isRefusal } from '@soko/refusals';
import { answer } from '@soko/subgraph';
import { endCaseRefund } from '../commands/refunds/end-case-refund.ts';
import type { RefundedCase } from '../commands/refunds/change-failed-refund.ts';
import { retryCaseRefund } from '../commands/refunds/retry-case-refund.ts';
import type { RefundNotFailed } from '../domain/case-refund-refusals.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

/** The case as a member of the result: support sees all of it. */
function answerCase(result: RefundedCase | RefundNotFailed) {
  if (isRefusal(result)) return result;
  return result.kind === 'RETURN'
    ? answer('Return', { ...result.found, isOpened: false })
    : answer('Dispute', result.found);
}

export const caseRefundMutations: Pick<MutationResolvers, 'retryCaseRefund' | 'endCaseRefund'> = {
  retryCaseRefund: async (_, { input }, context) => answerCase(await retryCaseRefund(context, input)),
  endCaseRefund: async (_, { input }, context) => answerCase(await endCaseRefund(context, input)),
};
