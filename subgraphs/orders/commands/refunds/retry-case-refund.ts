import type { OrdersContext } from '../../context.ts';
import { refundNotFailed } from '../../domain/case-refund-refusals.ts';
import { changeDispute } from '../../domain/disputes/dispute.ts';
import { disputeEvent } from '../../domain/disputes/dispute-events.ts';
import { retryRefund } from '../../domain/returns/change-return.ts';
import { restartRefundTask } from '../../store/refund-tasks.ts';
import { saveReturn } from '../../store/returns/save-return.ts';
import { saveDisputeChange } from '../disputes/change-in-order.ts';
import { changeFailedRefund } from './change-failed-refund.ts';

/** Makes the failed refund of a return or a dispute again, as a new attempt. A repeat while it is being made changes nothing. */
export const retryCaseRefund = (context: OrdersContext, { caseId }: { caseId: string }) =>
  changeFailedRefund(context, caseId, async (tx, { kind, found }, order) => {
    const { trail, now } = context;
    if (found.refundStatus === 'PENDING' && found.refundAttempt > 1) return null;
    if (found.refundStatus !== 'FAILED') return refundNotFailed(found.refundStatus);
    const about = { orderId: order.id, caseId: found.id };
    const amounts = { amountMinor: found.refundMinor ?? 0n, deliveryMinor: found.refundDeliveryMinor ?? 0n };
    if (kind === 'RETURN') {
      await saveReturn(tx, found, order, retryRefund(found, now()), trail);
      await restartRefundTask(tx, { ...about, ...amounts, cause: kind, reason: `return ${found.number}` }, trail);
      return null;
    }
    const changes = { refundStatus: 'PENDING', refundAttempt: found.refundAttempt + 1 } as const;
    const change = changeDispute(found, changes, now());
    await saveDisputeChange(tx, change, [disputeEvent('refund_retried', change.after, trail)], trail);
    await restartRefundTask(tx, { ...about, ...amounts, cause: kind, reason: `Dispute ${found.number}` }, trail);
    return null;
  });
