import { serviceUnavailable } from '@soko/errors';
import { readOptional, readText } from '@soko/input';
import { sellerNotActive, type SellerNotActive } from '@soko/refusals';
import type { OrdersContext } from '../context.ts';
import { tasksFor } from '../domain/advance-saga.ts';
import type { OpenedOrder } from '../domain/may-see.ts';
import { moveOrder, needsMint, needsStock, type Order } from '../domain/order.ts';
import type { Purchase } from '../domain/purchase.ts';
import { type WrongOrderStatus, wrongOrderStatus } from '../domain/refusals.ts';
import { withdrawOrder } from '../domain/withdraw-order.ts';
import { findSellerStatus } from '../store/known-sellers.ts';
import { type Change, saveChange } from '../store/save-change.ts';
import { loadOwnPurchase, type OwnOrderInput } from './load-own-purchase.ts';
import { continueSaga } from './run-saga.ts';
import { runTasks } from './run-tasks.ts';

export interface CancelOrderInput extends OwnOrderInput {
  reason?: string | null | undefined;
}

/** Tries against changes of the same purchase by others. */
const maxTries = 5;

/** Cancels an order before it is packed. Its payment is voided and its stock released, now or as soon as possible. */
export async function cancelOrder(
  context: OrdersContext,
  input: CancelOrderInput,
): Promise<OpenedOrder | WrongOrderStatus | SellerNotActive> {
  const reason = readReason(input.reason);
  const until = Date.now() + context.placeTimeoutMs;
  for (let attempt = 0; attempt < maxTries; attempt += 1) {
    const { purchase, order, isOpened, asSeller } = await loadOwnPurchase(context, input);
    if (order.status === 'CANCELLED') return { ...order, isOpened };
    const forbidden = asSeller ? await forbidsCancelling(context, order) : null;
    if (forbidden) return forbidden;
    const change = await decideCancellation(context, purchase, order, reason);
    if ('__typename' in change) return change;
    if (!(await saveChange(context.pool, change, context.trail))) continue;
    await inTime(context, until, order, async () => {
      await runTasks(context, [order.id]);
      // The other orders may all be paid, so that the purchase can continue.
      await continueSaga(context, purchase, change);
    });
    const { after } = change.orders.find((each) => each.after.id === order.id)!;
    return { ...after, isOpened };
  }
  throw serviceUnavailable('Other requests are changing this order. Try again in a moment.');
}

/** The refusal for a seller who was suspended or has closed, or null. */
async function forbidsCancelling({ db }: OrdersContext, { sellerId }: Order): Promise<SellerNotActive | null> {
  const status = await findSellerStatus(db, sellerId);
  return status === 'ACTIVE' ? null : sellerNotActive(status);
}

/**
 * Waits for the work that follows a cancellation, but not longer than the gateway waits. The cancellation is saved by then, and
 * the work goes on by itself.
 */
async function inTime({ log }: OrdersContext, until: number, { id }: Order, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, until - Date.now()));
  });
  const working = work().catch((error: unknown) => {
    log.warn({ err: error, orderId: id }, 'the work after a cancellation was interrupted; retrying');
  });
  await Promise.race([working, timeout]).finally(() => clearTimeout(timer));
}

const readReason = (reason: string | null | undefined): string | null =>
  readOptional(readText, reason, 'reason', { max: 500 });

/** What fulfilment and payments record where the buyer gave no reason. */
const recorded = (reason: string | null): string => reason ?? 'cancelled';

async function decideCancellation(
  { fulfilment, trail, now }: OrdersContext,
  purchase: Purchase,
  order: Order,
  reason: string | null,
): Promise<Change | WrongOrderStatus> {
  const { status } = order;
  if (status === 'RESERVED' && purchase.saga.step === 'AWAIT_ACTION') {
    const { checkout, saga, ...change } = withdrawOrder(purchase, order, reason, now());
    return { ...change, purchase: { before: purchase, checkout, saga } };
  }
  if (status === 'PENDING' || status === 'RESERVED') {
    return wrongOrderStatus(status, 'This order is still being placed. Try again in a moment.');
  }
  if (status !== 'CONFIRMED') {
    return wrongOrderStatus(
      status,
      `An order with status ${status} cannot be cancelled; its status must be CONFIRMED.`,
    );
  }
  if (needsMint(order)) {
    return wrongOrderStatus(status, 'The tokens of this order are being minted, so that it cannot be cancelled.');
  }
  // Fulfilment decides, because the news that packing has begun may still be on its way.
  if (needsStock(order) && !(await fulfilment.release(order.id, recorded(reason), trail.correlationId)).released) {
    return wrongOrderStatus('PACKAGING', 'This order is already being packed and cannot be cancelled.');
  }
  return { orders: [moveOrder(order, 'CANCELLED', now(), reason)], tasks: tasksFor(order, ['VOID'], recorded(reason)) };
}
