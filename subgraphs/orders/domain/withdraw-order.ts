import { activeOrders, endSaga, tasksFor } from './advance-saga.ts';
import { moveOrder, type Order } from './order.ts';
import type { Purchase, PurchaseChange } from './purchase.ts';

/** Cancels one order of a purchase that waits for its buyer. The purchase continues with the other orders, if any. */
export function withdrawOrder(purchase: Purchase, order: Order, reason: string | null, now: Date): PurchaseChange {
  const { checkout, saga } = purchase;
  const hasOthers = activeOrders(purchase).some(({ id }) => id !== order.id);
  const actions = checkout.actions.filter(({ orderId }) => orderId !== order.id);
  return {
    checkout: hasOthers ? { ...checkout, actions } : { ...checkout, actions, status: 'CANCELLED' },
    saga: hasOthers ? { ...saga, nextAt: now, version: saga.version + 1 } : endSaga(saga),
    orders: [moveOrder(order, 'CANCELLED', now, reason)],
    tasks: tasksFor(order, ['VOID', 'RELEASE'], reason ?? 'cancelled'),
    clearsCart: false,
  };
}
