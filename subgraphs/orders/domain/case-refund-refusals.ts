import { refuse, type Refused } from '@soko/refusals';
import type { CaseRefundStatus } from './case-refund.ts';

export type RefundNotFailed = Refused<'RefundNotFailed', { status: CaseRefundStatus }>;

export const refundNotFailed = (status: CaseRefundStatus): RefundNotFailed =>
  refuse(
    'RefundNotFailed',
    `The refund of this case has the status ${status}; only one that is FAILED can be made again or ended.`,
    { status },
  );
