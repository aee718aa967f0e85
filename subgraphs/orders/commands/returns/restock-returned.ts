import type { Done } from '../../peers/payments.ts';
import { findOrders } from '../../store/find-orders.ts';
import type { Task } from '../../store/order-tasks.ts';
import { findReturns } from '../../store/returns/find-returns.ts';
import type { TaskServices } from '../run-tasks.ts';

/** Puts the sound pieces of a return back into stock. Damaged ones are written off: they left the stock when they were packed. */
export async function restockReturned({ pool, fulfilment }: TaskServices, task: Task): Promise<Done> {
  const { orderId, reference: returnId, correlationId } = task;
  const [[found], [order]] = await Promise.all([findReturns(pool, [returnId]), findOrders(pool, [orderId])]);
  const lines = (found?.lines ?? []).flatMap(({ lineId, resalable }) => {
    const line = order?.lines.find(({ id }) => id === lineId);
    return line && resalable ? [{ lineId, variantId: line.variantId, quantity: resalable }] : [];
  });
  if (lines.length > 0) await fulfilment.restock({ returnId, orderId, lines }, correlationId);
  return { done: true };
}
