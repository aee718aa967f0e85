import { post } from '../balance/post.ts';
import type { DisputeRecord } from '../records/payments.ts';
import type { Work } from '../work/work.ts';

export const isOpen = ({ status }: DisputeRecord): boolean => status === 'needs_response' || status === 'under_review';

/** Applies the bank's decision. A won dispute returns the amount, but not the fee. */
export function closeDispute(work: Work, dispute: DisputeRecord, status: 'won' | 'lost'): DisputeRecord {
  const returned =
    status === 'won'
      ? post(work, {
          account: dispute.account,
          type: 'adjustment',
          reportingCategory: 'dispute_reversal',
          amount: dispute.amount,
          currency: dispute.currency,
          source: dispute.id,
          description: `Chargeback reversal for ${dispute.charge}`,
        })
      : null;
  const closed = work.put('disputes', {
    ...dispute,
    status,
    balanceTransactions: returned ? [...dispute.balanceTransactions, returned.id] : dispute.balanceTransactions,
  });
  if (returned) work.tell('charge.dispute.funds_reinstated', 'disputes', closed);
  work.tell('charge.dispute.closed', 'disputes', closed);
  return closed;
}
