import { type Envelope, trailOf } from '@soko/events';
import type { Order } from '../domain/order.ts';
import type { Purchase } from '../domain/purchase.ts';
import type { OrdersServices } from '../services.ts';
import { findPurchase } from '../store/find-purchases.ts';
import { type Change, saveChange } from '../store/save-change.ts';
import { applyChange, runSaga } from './run-saga.ts';
import { runTasks } from './run-tasks.ts';

/** Other changes of the same purchase may come first; each time it is decided anew. */
const tries = 8;

/** The purchase of an event that somebody else changes all the time. Tried again later. */
export class KeptChanging extends Error {
  override readonly name = 'KeptChanging';
}

export type Decide = (purchase: Purchase, order: Order) => Change | null;

/**
 * Applies an event to the order it is about, once however often it comes: two statements when it changes something, one
 * when it does not. What follows from it is done at once, and by the sweeper if this process dies. Orders of others,
 * such as of an installation before this one, are left out.
 */
export async function followEvent(
  services: OrdersServices,
  { group, event, orderId }: { group: string; event: Envelope; orderId: string },
  decide: Decide,
): Promise<void> {
  const { pool, now } = services;
  const trail = trailOf(event, 'orders', now);
  for (let turn = 0; turn < tries; turn += 1) {
    const found = await findPurchase(pool, { orderId }, { group, id: event.id });
    const order = found?.purchase.orders.find(({ id }) => id === orderId);
    if (found === null || found.seen || order === undefined) return;
    const change = decide(found.purchase, order);
    if (change === null) return;
    if (!(await saveChange(pool, { ...change, event: { group, id: event.id }, actor: event.actor }, trail))) continue;
    if (change.tasks.length > 0)
      await runTasks(
        services,
        change.tasks.map((task) => task.orderId),
      );
    if (change.purchase !== undefined && change.purchase.saga.step !== 'DONE') {
      const { checkout, saga } = change.purchase;
      const { orders, tasks, clearsCart = false } = change;
      await runSaga(services, applyChange(found.purchase, { checkout, saga, orders, tasks, clearsCart }));
    }
    return;
  }
  throw new KeptChanging(`${orderId} kept changing while ${event.id} was to be applied.`);
}
