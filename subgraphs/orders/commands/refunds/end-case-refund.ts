import { readText } from '@soko/input';
import type { OrdersContext } from '../../context.ts';
import { refundNotFailed } from '../../domain/case-refund-refusals.ts';
import { changeDispute } from '../../domain/disputes/dispute.ts';
import { refundEndedEvent } from '../../domain/disputes/dispute-events.ts';
import { endRefund } from '../../domain/returns/change-return.ts';
import { endRefundTask } from '../../store/refund-tasks.ts';
import { saveReturn } from '../../store/returns/save-return.ts';
import { saveDisputeChange } from '../disputes/change-in-order.ts';
import { changeFailedRefund } from './change-failed-refund.ts';

/** Ends the failed refund of a return or a dispute with a reason: the buyer got the money otherwise, or gets none. */
export const endCaseRefund = (context: OrdersContext, input: { caseId: string; reason: string }) => {
  const reason = readText(input.reason, 'reason', { min: 3, max: 500 });
  return changeFailedRefund(context, input.caseId, async (tx, { kind, found }, order) => {
    const { trail, now } = context;
    if (found.refundStatus === 'ENDED' && found.refundEndReason === reason) return null;
    if (found.refundStatus !== 'FAILED') return refundNotFailed(found.refundStatus);
    if (kind === 'RETURN') {
      await saveReturn(tx, found, order, endRefund(found, order, { reason, now: now() }), trail);
    } else {
      const change = changeDispute(found, { refundStatus: 'ENDED', refundEndReason: reason }, now());
      await saveDisputeChange(tx, change, [refundEndedEvent(change.after, reason, trail)], trail);
    }
    await endRefundTask(tx, { orderId: order.id, caseId: found.id }, now());
    return null;
  });
};
