import type { EventTrail } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import { failRefund, settleRefund } from '../../domain/returns/change-return.ts';
import type { Return } from '../../domain/returns/return.ts';
import { lockOrder } from '../../store/cases.ts';
import { failRefundTask } from '../../store/refund-tasks.ts';
import { findReturnsOf } from '../../store/returns/find-returns.ts';
import { saveReturn } from '../../store/returns/save-return.ts';

/** A refund of a return. `caseId` is null in events of earlier versions: then it is that of the return that waits for one. */
export interface RefundOfReturn {
  orderId: string;
  caseId: string | null;
}

const findRefunded = (returns: readonly Return[], caseId: string | null): Return | undefined =>
  returns.find(({ id, refundStatus }) => (caseId === null ? refundStatus === 'PENDING' : id === caseId));

/**
 * The refund of a return was made: `RECEIVED → REFUNDED`. `refundedMinor` is 0 when there was nothing left to refund. Changes
 * nothing when the return does not wait. Within the caller's transaction.
 */
export async function settleReturn(
  tx: Queryable,
  { orderId, caseId, refundedMinor }: RefundOfReturn & { refundedMinor: bigint },
  trail: EventTrail,
): Promise<void> {
  const order = await lockOrder(tx, orderId);
  const found = findRefunded(await findReturnsOf(tx, [orderId]), caseId);
  const step = order && found && settleRefund(found, order, refundedMinor, trail.now());
  if (step) await saveReturn(tx, found, order, step, trail);
}

/** An attempt to refund a return failed for good. Changes nothing when another one has begun. */
export async function failRefundOfReturn(
  tx: Queryable,
  { orderId, caseId, attempt, why }: { orderId: string; caseId: string; attempt: number; why: string },
  trail: EventTrail,
): Promise<void> {
  const order = await lockOrder(tx, orderId);
  const found = findRefunded(await findReturnsOf(tx, [orderId]), caseId);
  const step = found?.refundAttempt === attempt ? failRefund(found, trail.now()) : null;
  if (!order || !found || !step) return;
  await saveReturn(tx, found, order, step, trail);
  await failRefundTask(tx, { orderId, caseId, error: why }, trail.now());
}
