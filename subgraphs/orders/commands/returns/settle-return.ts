import type { EventTrail } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import { closeReturn } from '../../domain/returns/change-return.ts';
import { lockOrder } from '../../store/cases.ts';
import { findReturnsOf } from '../../store/returns/find-returns.ts';
import { saveReturn } from '../../store/returns/save-return.ts';

/**
 * Ends the return of an order that waits for its refund: `RECEIVED → REFUNDED`. `refundedMinor` is 0 when there was nothing left
 * to refund. Changes nothing when no return waits. Within the caller's transaction.
 */
export async function settleReturn(
  tx: Queryable,
  { orderId, refundedMinor }: { orderId: string; refundedMinor: bigint },
  trail: EventTrail,
): Promise<void> {
  const order = await lockOrder(tx, orderId);
  const waiting = (await findReturnsOf(tx, [orderId])).find(({ status }) => status === 'RECEIVED');
  if (order === null || waiting === undefined) return;
  await saveReturn(tx, waiting, order, closeReturn(waiting, order, refundedMinor, trail.now()), trail);
}
