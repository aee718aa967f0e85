import { tasksFor } from '../domain/advance-saga.ts';
import { moveOrder, needsMint, type Order } from '../domain/order.ts';
import { endsUncharged, type PaymentStatus } from '../domain/order-status.ts';
import type { Done } from '../peers/payments.ts';
import { findPurchase } from '../store/find-purchases.ts';
import type { Task } from '../store/order-tasks.ts';
import { saveChange } from '../store/save-change.ts';
import { trailOfTask } from './refund-case.ts';
import type { TaskServices } from './run-tasks.ts';

/** Tries against changes of the same purchase by others. */
const maxTries = 8;

const reason = 'the payment could not be charged';

/** Payment statuses of an order of which chain mints nothing yet. */
const uncharged: ReadonlySet<PaymentStatus> = new Set(['NONE', 'AUTHORIZED', 'VOIDED']);

/** Statuses of a payment that was charged at some time: people decide what follows. */
const charged: ReadonlySet<string> = new Set([
  'CAPTURED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'DISPUTED',
  'CHARGED_BACK',
]);

/** What became of an order that cannot be charged. */
function decide(order: Order | undefined): 'cancel' | 'ended' | 'leave' {
  if (order === undefined || !needsMint(order)) return 'leave';
  if (endsUncharged(order.status)) return 'ended';
  return order.status === 'CONFIRMED' && uncharged.has(order.paymentStatus) ? 'cancel' : 'leave';
}

/**
 * Cancels an order of tokens whose charge was refused for good. Nothing was minted: chain waits for the news of the charge, which
 * this order, read and saved with its version, has not told. The event of the end gives the items back, and the buyer a mail.
 * False for other orders, which are delivered by then, and for one that was charged. A repeat changes nothing.
 */
export async function cancelUncharged(
  services: Pick<TaskServices, 'pool' | 'now' | 'log'>,
  { orderId, kind, correlationId }: Task,
  { status, why }: Extract<Done, { done: false }>,
): Promise<boolean> {
  const { pool, now, log } = services;
  if (status !== undefined && charged.has(status)) return false;
  for (let attempt = 0; attempt < maxTries; attempt += 1) {
    const found = await findPurchase(pool, { orderId });
    const order = found?.purchase.orders.find(({ id }) => id === orderId);
    const decision = decide(order);
    if (decision !== 'cancel') return decision === 'ended';
    const orders = [moveOrder(order!, 'CANCELLED', now(), reason)];
    const change = { orders, tasks: tasksFor(order!, ['VOID'], reason) };
    if (!(await saveChange(pool, change, trailOfTask(services, correlationId)))) continue;
    log.warn({ orderId, task: kind, why }, 'an order of tokens could not be charged; it is cancelled');
    return true;
  }
  throw new Error(`Order ${orderId} kept changing.`);
}
