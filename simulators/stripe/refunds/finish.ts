import { post } from '../balance/post.ts';
import type { RefundRecord, RefundStatus } from '../records/payments.ts';
import type { Work } from '../work/work.ts';

/** True when the refund is pending or has succeeded. */
const isUnderWay = (status: RefundStatus): boolean => status !== 'failed' && status !== 'canceled';

function change(work: Work, refund: RefundRecord, changes: Partial<RefundRecord>): RefundRecord {
  const changed = work.put('refunds', { ...refund, ...changes });
  work.tell('refund.updated', 'refunds', changed, refund);
  work.tell('charge.refund.updated', 'refunds', changed, refund);
  return changed;
}

/** Returns the money of a failed refund to the balance. */
function returnMoney(work: Work, refund: RefundRecord): string {
  const charge = work.view.get('charges', refund.charge)!;
  work.put('charges', { ...charge, amountRefunded: charge.amountRefunded - refund.amount });
  return post(work, {
    account: refund.account,
    type: 'refund_failure',
    amount: refund.amount,
    currency: refund.currency,
    source: refund.id,
    description: `REFUND FAILURE FOR CHARGE ${refund.charge}`,
  }).id;
}

/** A pending refund succeeds, or waits for the customer. */
export const moveRefund = (work: Work, refund: RefundRecord, status: 'succeeded' | 'requires_action'): RefundRecord =>
  change(work, refund, { status });

/** The card's bank returns the refund. */
export function failRefund(work: Work, refund: RefundRecord, reason = 'lost_or_stolen_card'): RefundRecord {
  if (!isUnderWay(refund.status)) return refund;
  const failed = change(work, refund, {
    status: 'failed',
    failureReason: reason,
    failureBalanceTransaction: returnMoney(work, refund),
  });
  work.tell('refund.failed', 'refunds', failed, refund);
  return failed;
}

export const cancelRefund = (work: Work, refund: RefundRecord): RefundRecord =>
  change(work, refund, { status: 'canceled', failureBalanceTransaction: returnMoney(work, refund) });
