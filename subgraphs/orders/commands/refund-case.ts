import type { EventTrail } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import { refundKey } from '../domain/case-refund.ts';
import type { Done, OrderRefund } from '../peers/payments.ts';
import { findDisputes } from '../store/disputes/disputes.ts';
import type { Task } from '../store/order-tasks.ts';
import { findReturns } from '../store/returns/find-returns.ts';
import { failRefundOfDispute, settleDispute } from './disputes/settle-dispute.ts';
import { failRefundOfReturn, settleReturn } from './returns/settle-return.ts';
import type { TaskServices } from './run-tasks.ts';

/** The refund of a task. Its key is the case with its attempt, so that each attempt is made once. */
const refundOf = ({ orderId, currency, amountMinor, deliveryMinor, cause, ...task }: Task, attempt: number) =>
  ({
    orderId,
    currency,
    amountMinor: amountMinor ?? 0n,
    deliveryMinor: deliveryMinor ?? 0n,
    cause: cause ?? 'OTHER',
    feeReturned: task.feeReturned,
    reason: task.reason,
    idempotencyKey: refundKey({ caseId: task.reference, attempt }),
  }) satisfies OrderRefund;

const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other);

export const trailOfTask = ({ now }: Pick<TaskServices, 'now'>, correlationId: string): EventTrail => ({
  correlationId,
  causationId: null,
  actor: { kind: 'service', id: 'orders' },
  now,
});

/** The return or the dispute that a task refunds. */
async function caseOf({ pool }: TaskServices, { cause, reference }: Task) {
  const find = cause === 'DISPUTE' ? findDisputes : findReturns;
  const [found] = await find(pool, [reference]);
  if (found === undefined) throw new Error(`The case ${reference} does not exist.`);
  return found;
}

/** Nothing is left to refund, so that no event will end the case. */
async function endWithoutRefund(services: TaskServices, task: Task): Promise<Done> {
  const { orderId, cause, reference: caseId } = task;
  const trail = trailOfTask(services, task.correlationId);
  await inTransaction(services.pool, (tx) =>
    cause === 'DISPUTE'
      ? settleDispute(tx, { orderId, caseId }, trail)
      : settleReturn(tx, { orderId, caseId, refundedMinor: 0n }, trail),
  );
  return { done: true };
}

/** The attempt failed for good: support makes another one, or ends the refund. */
async function giveUp(services: TaskServices, task: Task, failure: { attempt: number; why: string }): Promise<Done> {
  const { orderId, cause, reference: caseId } = task;
  const trail = trailOfTask(services, task.correlationId);
  const fail = cause === 'DISPUTE' ? failRefundOfDispute : failRefundOfReturn;
  await inTransaction(services.pool, (tx) => fail(tx, { orderId, caseId, ...failure }, trail));
  return { done: false, why: failure.why };
}

/** Statuses of a payment that may still become a charge: the capture is being made, or the bank decides about a chargeback. */
export const undecided: ReadonlySet<string | null> = new Set(['AUTHORIZED', 'DISPUTED']);

/** Statuses of a payment of which the buyer has everything: it went back, or it was never charged. */
export const withoutMoney: ReadonlySet<string | null> = new Set(['REFUNDED', 'CHARGED_BACK', 'VOIDED', 'FAILED']);

/**
 * Asks payments for the refund of a return or a dispute. When a part of the payment was refunded before, the rest is refunded; while
 * such a refund is under way, this one waits for its result. The event of the refund ends the case.
 */
export async function refundCase(services: TaskServices, task: Task): Promise<Done> {
  const { payments } = services;
  const { refundStatus, refundAttempt: attempt } = await caseOf(services, task);
  if (refundStatus !== 'PENDING') return { done: true };
  const wanted = refundOf(task, attempt);
  const first = await payments.refund(wanted, task.correlationId);
  if (first.kind === 'made') return { done: true };
  if (first.kind === 'refused') {
    if (undecided.has(first.status)) throw new Error(first.why);
    return withoutMoney.has(first.status)
      ? endWithoutRefund(services, task)
      : giveUp(services, task, { attempt, why: first.why });
  }
  if (first.pendingMinor > 0n) throw new Error('Another refund of this payment is under way; this one waits for it.');
  if (first.refundableMinor === 0n) return endWithoutRefund(services, task);
  const amountMinor = smaller(first.refundableMinor, wanted.amountMinor);
  const deliveryMinor = smaller(amountMinor, wanted.deliveryMinor);
  const rest = await payments.refund({ ...wanted, amountMinor, deliveryMinor }, task.correlationId);
  if (rest.kind === 'made') return { done: true };
  if (rest.kind === 'refused' && rest.status === null) return giveUp(services, task, { attempt, why: rest.why });
  // Somebody else refunded something at the same moment: look again.
  throw new Error(rest.kind === 'refused' ? rest.why : 'Less can be refunded than a moment ago.');
}
