import { type Envelope, trailOf } from '@soko/events';
import type { Order } from '../domain/order.ts';
import type { Purchase } from '../domain/purchase.ts';
import type { OrdersServices } from '../services.ts';
import { findPurchase } from '../store/find-purchases.ts';
import { type Change, saveChange } from '../store/save-change.ts';
import { continueSaga } from './run-saga.ts';
import { runTasks } from './run-tasks.ts';

/** Tries against changes of the same purchase by others. */
const maxTries = 8;

/** The purchase of an event was changed by others at every try. The event is tried again later. */
export class KeptChanging extends Error {
  override readonly name = 'KeptChanging';
}

/** Decides what an event changes. Null when it changes nothing. */
export type DecideChange = (purchase: Purchase, order: Order) => Change | null | Promise<Change | null>;

/**
 * Applies an event to its order exactly once: two statements when it changes something, one otherwise. The work that
 * follows is done at once, or by the sweeper if this process dies. Ignores events of unknown orders, which belong to an
 * earlier installation.
 */
export async function followEvent(
  services: OrdersServices,
  { group, event, orderId }: { group: string; event: Envelope; orderId: string },
  decide: DecideChange,
): Promise<void> {
  const { pool, now } = services;
  const trail = trailOf(event, 'orders', now);
  for (let attempt = 0; attempt < maxTries; attempt += 1) {
    const found = await findPurchase(pool, { orderId }, { group, id: event.id });
    const order = found?.purchase.orders.find(({ id }) => id === orderId);
    if (found === null || found.isHandled || order === undefined) return;
    const change = await decide(found.purchase, order);
    if (change === null) return;
    if (!(await saveChange(pool, { ...change, event: { group, id: event.id }, actor: event.actor }, trail))) continue;
    const orderIds = change.tasks.map((task) => task.orderId);
    if (orderIds.length > 0) await runTasks(services, orderIds);
    await continueSaga(services, found.purchase, change);
    return;
  }
  throw new KeptChanging(`Order ${orderId} kept changing; gave up on event ${event.id} after ${maxTries} attempts.`);
}
