import type { EventTrail } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import { changeDispute, type Dispute } from '../../domain/disputes/dispute.ts';
import { disputeEvent } from '../../domain/disputes/dispute-events.ts';
import { lockOrder } from '../../store/cases.ts';
import { findDisputesOf } from '../../store/disputes/disputes.ts';
import { saveDisputeChange } from './change-in-order.ts';

/** The dispute of an order that waits for its refund. */
async function findWaiting(tx: Queryable, orderId: string): Promise<Dispute | null> {
  if ((await lockOrder(tx, orderId)) === null) return null;
  return (await findDisputesOf(tx, [orderId])).find(({ refundStatus }) => refundStatus === 'PENDING') ?? null;
}

/** The refund of a decision was made, or nothing was left to refund. Changes nothing when no dispute waits for one. */
export async function settleDispute(tx: Queryable, { orderId }: { orderId: string }, trail: EventTrail): Promise<void> {
  const waiting = await findWaiting(tx, orderId);
  if (waiting === null) return;
  const change = changeDispute(waiting, { refundStatus: 'REFUNDED' }, trail.now());
  await saveDisputeChange(tx, change, [disputeEvent('refunded', change.after, trail)], trail);
}

/** The refund of a decision was refused for good. */
export async function failRefundOfDispute(
  tx: Queryable,
  { orderId }: { orderId: string },
  trail: EventTrail,
): Promise<void> {
  const waiting = await findWaiting(tx, orderId);
  if (waiting === null) return;
  const change = changeDispute(waiting, { refundStatus: 'FAILED' }, trail.now());
  await saveDisputeChange(tx, change, [disputeEvent('refund_failed', change.after, trail)], trail);
}
