import { badUserInput, notFound, serviceUnavailable } from '@soko/errors';
import type { OrdersContext } from '../context.ts';
import { activeOrders, tasksFor } from '../domain/advance-saga.ts';
import { moveOrder, needsStock, type Order } from '../domain/order.ts';
import type { Purchase, Saga } from '../domain/purchase.ts';
import { type WrongOrderStatus, wrongOrderStatus } from '../domain/refusals.ts';
import { findPurchase } from '../store/find-purchases.ts';
import { type Change, saveChange } from '../store/save-change.ts';
import { applyChange, runSaga } from './run-saga.ts';
import { runTasks } from './run-tasks.ts';
import { isBuyer, isSeller, isSupport, openWith } from './visible-order.ts';

export interface OrderInput {
  orderId: string;
  reason?: string | null | undefined;
  token?: string | null | undefined;
}

const tries = 5;

/** The purchase of an order that the viewer bought, sold or supports. NOT_FOUND for everybody else. */
export async function loadOwnPurchase(
  context: OrdersContext,
  { orderId, token }: OrderInput,
): Promise<{ purchase: Purchase; order: Order }> {
  const found = await findPurchase(context.pool, { orderId });
  const order = found?.purchase.orders.find(({ id }) => id === orderId);
  if (found === null || order === undefined) throw notFound('Order');
  openWith(context, found.purchase.checkout, token);
  if (isSupport(context) || isBuyer(context, order) || (await isSeller(context, order))) {
    return { purchase: found.purchase, order };
  }
  throw notFound('Order');
}

/** Calls an order off before it is packed. Its payment and its stock are let go at once, or as soon as that works. */
export async function cancelOrder(context: OrdersContext, input: OrderInput): Promise<Order | WrongOrderStatus> {
  const reason = readReason(input.reason);
  for (let turn = 0; turn < tries; turn += 1) {
    const { purchase, order } = await loadOwnPurchase(context, input);
    if (order.status === 'CANCELLED') return order;
    const change = await decide(context, purchase, order, reason);
    if ('__typename' in change) return change;
    if (!(await saveChange(context.pool, change, context.trail))) continue;
    await runTasks(context, [order.id]);
    await goOn(context, purchase, change);
    return change.orders.find(({ after }) => after.id === order.id)!.after;
  }
  throw serviceUnavailable('The order is changing at this very moment. Try again.');
}

function readReason(written: string | null | undefined): string {
  const text = (written ?? '').trim();
  if (text.length > 500 || /[^\P{Cc}\n]/u.test(text)) throw badUserInput('Expected at most 500 characters.', 'reason');
  return text === '' ? 'cancelled' : text;
}

async function decide(
  { fulfilment, trail, now }: OrdersContext,
  purchase: Purchase,
  order: Order,
  reason: string,
): Promise<Change | WrongOrderStatus> {
  if (order.status === 'RESERVED' && purchase.saga.step === 'AWAIT_ACTION')
    return leave(purchase, order, reason, now());
  if (order.status === 'PENDING' || order.status === 'RESERVED') {
    return wrongOrderStatus(order.status, 'This order is just being placed. Try again in a moment.');
  }
  if (order.status !== 'CONFIRMED') {
    return wrongOrderStatus(order.status, 'This order cannot be cancelled any more.');
  }
  // Fulfilment has the last word on whether somebody has begun to pack it.
  if (needsStock(order) && !(await fulfilment.release(order.id, reason, trail.correlationId)).released) {
    return wrongOrderStatus('PACKAGING', 'This order is being packed already.');
  }
  return { orders: [moveOrder(order, 'CANCELLED', now(), reason)], tasks: tasksFor(order, ['VOID'], reason) };
}

/** One order leaves a purchase that waits for its buyer: the others go on, if there are any. */
function leave(before: Purchase, order: Order, reason: string, now: Date): Change {
  const cancelled = moveOrder(order, 'CANCELLED', now, reason);
  const tasks = tasksFor(order, ['VOID', 'RELEASE'], reason);
  const left = activeOrders(before).some(({ id }) => id !== order.id);
  const saga: Saga = left
    ? { ...before.saga, nextAt: now, version: before.saga.version + 1 }
    : { ...before.saga, step: 'DONE', nextAt: null, sealedPayment: null, version: before.saga.version + 1 };
  const { checkout } = before;
  const actions = checkout.actions.filter(({ orderId }) => orderId !== order.id);
  return {
    purchase: {
      before,
      checkout: left ? { ...checkout, actions } : { ...checkout, actions, status: 'CANCELLED' },
      saga,
    },
    orders: [cancelled],
    tasks,
  };
}

/** The others may all be paid for already. */
async function goOn(context: OrdersContext, before: Purchase, { purchase, orders, tasks }: Change): Promise<void> {
  if (purchase === undefined || purchase.saga.step === 'DONE') return;
  const { checkout, saga } = purchase;
  await runSaga(context, applyChange(before, { checkout, saga, orders, tasks, clearsCart: false }));
}
