import { inTransaction } from '@soko/postgres';
import type { EventTrail } from '@soko/events';
import type { Done, OrderRefund } from '../peers/payments.ts';
import type { Task } from '../store/order-tasks.ts';
import { failRefundOfDispute, settleDispute } from './disputes/settle-dispute.ts';
import { settleReturn } from './returns/settle-return.ts';
import type { TaskServices } from './run-tasks.ts';

/** The refund of a task. Its key is the case, so that the case is refunded once. */
const refundOf = ({ orderId, currency, amountMinor, deliveryMinor, cause, ...task }: Task): OrderRefund => ({
  orderId,
  currency,
  amountMinor: amountMinor ?? 0n,
  deliveryMinor: deliveryMinor ?? 0n,
  cause: cause ?? 'OTHER',
  feeReturned: task.feeReturned,
  reason: task.reason,
  idempotencyKey: `case:${task.reference}`,
});

const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other);

/** Nothing is left to refund, so that no event will end the case. */
async function endWithoutRefund({ pool, now }: TaskServices, { orderId, cause, correlationId }: Task): Promise<Done> {
  const trail = trailOfTask({ now }, correlationId);
  await inTransaction(pool, (tx) =>
    cause === 'DISPUTE'
      ? settleDispute(tx, { orderId }, trail)
      : settleReturn(tx, { orderId, refundedMinor: 0n }, trail),
  );
  return { done: true };
}

const trailOfTask = ({ now }: Pick<TaskServices, 'now'>, correlationId: string): EventTrail => ({
  correlationId,
  causationId: null,
  actor: { kind: 'service', id: 'orders' },
  now,
});

/** Payments refuses the refund for good: support must look at it. */
async function giveUp(
  { pool, now }: TaskServices,
  { cause, orderId, correlationId }: Task,
  why: string,
): Promise<Done> {
  if (cause === 'DISPUTE') {
    await inTransaction(pool, (tx) => failRefundOfDispute(tx, { orderId }, trailOfTask({ now }, correlationId)));
  }
  return { done: false, why };
}

/**
 * Asks payments for the refund of a return or a dispute. When a part of the payment was refunded before, the rest is refunded.
 * The event of the refund ends the case.
 */
export async function refundCase(services: TaskServices, task: Task): Promise<Done> {
  const { payments } = services;
  const wanted = refundOf(task);
  const first = await payments.refund(wanted, task.correlationId);
  if (first.kind === 'made') return { done: true };
  if (first.kind === 'refused') {
    // The capture of a delivered order is still being made, or the buyer's bank has not decided a chargeback yet.
    if (first.status === 'AUTHORIZED' || first.status === 'DISPUTED') throw new Error(first.why);
    return first.status === 'REFUNDED' || first.status === 'CHARGED_BACK'
      ? endWithoutRefund(services, task)
      : giveUp(services, task, first.why);
  }
  if (first.refundableMinor === 0n) return endWithoutRefund(services, task);
  const amountMinor = smaller(first.refundableMinor, wanted.amountMinor);
  const deliveryMinor = smaller(amountMinor, wanted.deliveryMinor);
  const rest = await payments.refund({ ...wanted, amountMinor, deliveryMinor }, task.correlationId);
  if (rest.kind === 'made') return { done: true };
  // Somebody else refunded something at the same moment: look again.
  throw new Error(rest.kind === 'refused' ? rest.why : 'Less can be refunded than a moment ago.');
}
