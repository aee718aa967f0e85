import type { EventTrail } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import { changeDispute, type Dispute } from '../../domain/disputes/dispute.ts';
import { disputeEvent } from '../../domain/disputes/dispute-events.ts';
import { lockOrder } from '../../store/cases.ts';
import { findDisputesOf } from '../../store/disputes/disputes.ts';
import { failRefundTask } from '../../store/refund-tasks.ts';
import { saveDisputeChange } from './change-in-order.ts';

/** A refund of a dispute. `caseId` is null in events of earlier versions: then it is that of the dispute that waits for one. */
export interface RefundOfDispute {
  orderId: string;
  caseId: string | null;
}

async function findRefunded(tx: Queryable, { orderId, caseId }: RefundOfDispute): Promise<Dispute | undefined> {
  if ((await lockOrder(tx, orderId)) === null) return undefined;
  const disputes = await findDisputesOf(tx, [orderId]);
  return disputes.find(({ id, refundStatus }) => (caseId === null ? refundStatus === 'PENDING' : id === caseId));
}

/** The refund of a decision was made, or nothing was left to refund. Changes nothing when the dispute does not wait for one. */
export async function settleDispute(tx: Queryable, refund: RefundOfDispute, trail: EventTrail): Promise<void> {
  const found = await findRefunded(tx, refund);
  if (found?.refundStatus !== 'PENDING' && found?.refundStatus !== 'FAILED') return;
  const change = changeDispute(found, { refundStatus: 'REFUNDED' }, trail.now());
  await saveDisputeChange(tx, change, [disputeEvent('refunded', change.after, trail)], trail);
}

/** An attempt to refund a decision failed for good. Changes nothing when another one has begun. */
export async function failRefundOfDispute(
  tx: Queryable,
  { orderId, caseId, attempt, why }: { orderId: string; caseId: string; attempt: number; why: string },
  trail: EventTrail,
): Promise<void> {
  const found = await findRefunded(tx, { orderId, caseId });
  if (found?.refundAttempt !== attempt) return;
  if (found.refundStatus !== 'PENDING' && found.refundStatus !== 'REFUNDED') return;
  const change = changeDispute(found, { refundStatus: 'FAILED' }, trail.now());
  await saveDisputeChange(tx, change, [disputeEvent('refund_failed', change.after, trail)], trail);
  await failRefundTask(tx, { orderId, caseId, error: why }, trail.now());
}
