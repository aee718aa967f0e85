import type { Done } from '../../peers/payments.ts';
import type { Task } from '../../store/order-tasks.ts';
import { undecided, withoutMoney } from '../refund-case.ts';
import type { TaskServices } from '../run-tasks.ts';

const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other);

/**
 * Refunds lines of an order whose tokens could not be minted, once for each time that chain said so. Where people have refunded a
 * part before, the rest is refunded.
 */
export async function refundUnminted({ payments }: TaskServices, task: Task): Promise<Done> {
  const { orderId, currency, reason, reference, correlationId } = task;
  const wanted = {
    orderId,
    currency,
    amountMinor: task.amountMinor ?? 0n,
    deliveryMinor: 0n,
    cause: 'OTHER' as const,
    feeReturned: task.feeReturned,
    reason,
    idempotencyKey: `${reference}:${orderId}`,
  };
  const first = await payments.refund(wanted, correlationId);
  if (first.kind === 'made') return { done: true };
  if (first.kind === 'refused') {
    if (undecided.has(first.status)) throw new Error(first.why);
    return withoutMoney.has(first.status) ? { done: true } : { done: false, why: first.why };
  }
  if (first.pendingMinor > 0n) throw new Error('Another refund of this payment is under way; this one waits for it.');
  if (first.refundableMinor === 0n) return { done: true };
  const amountMinor = smaller(first.refundableMinor, wanted.amountMinor);
  const rest = await payments.refund({ ...wanted, amountMinor }, correlationId);
  if (rest.kind === 'made') return { done: true };
  throw new Error(rest.kind === 'refused' ? rest.why : 'Less can be refunded than a moment ago.');
}
