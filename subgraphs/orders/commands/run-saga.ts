import type { Actor, EventTrail } from '@soko/events';
import { activeOrders, advanceSaga, isLate, type Outcome, postpone } from '../domain/advance-saga.ts';
import type { Order } from '../domain/order.ts';
import type { Purchase, PurchaseChange, SagaStep } from '../domain/purchase.ts';
import type { OrdersServices } from '../services.ts';
import { findPurchase } from '../store/find-purchases.ts';
import { saveChange } from '../store/save-change.ts';
import { openPayment } from './new-purchase.ts';
import { runTasks } from './run-tasks.ts';

/** More turns than steps: somebody else may change a purchase at the same time. */
const mostTurns = 16;

const self: Actor = { kind: 'service', id: 'orders' };

/** The trail of what a saga does when no request or event is at hand. */
export const trailOfSaga = ({ saga }: Purchase, now: () => Date): EventTrail => ({
  correlationId: saga.correlationId,
  causationId: null,
  actor: self,
  now,
});

/** The purchase as a change leaves it. */
export function applyChange({ orders }: Purchase, change: PurchaseChange): Purchase {
  const latest = new Map<string, Order>(change.orders.map(({ after }) => [after.id, after]));
  return { checkout: change.checkout, saga: change.saga, orders: orders.map((order) => latest.get(order.id) ?? order) };
}

type Perform = (services: OrdersServices, purchase: Purchase) => Promise<Outcome | null>;

const isPastDeadline = ({ now }: OrdersServices, { saga }: Purchase): boolean => isLate(saga, now());

const reserve: Perform = async (services, purchase) => {
  if (isPastDeadline(services, purchase)) return { kind: 'late' };
  const { fulfilment, times } = services;
  const { checkout, saga } = purchase;
  const ttlSeconds = Math.ceil(times.reservationMs / 1_000);
  const result = await fulfilment.reserve(checkout.id, activeOrders(purchase), ttlSeconds, saga.correlationId);
  return result.reserved ? { kind: 'reserved' } : { kind: 'short', lines: result.short };
};

const awaitAction: Perform = async (services, purchase) => {
  if (activeOrders(purchase).every(({ paymentStatus }) => paymentStatus === 'AUTHORIZED'))
    return { kind: 'authorized' };
  if (!isPastDeadline(services, purchase)) return null;
  // The word that the buyer has paid may have been lost on its way.
  const state = await authorize(services, purchase);
  return state.kind === 'actionRequired' ? { kind: 'late' } : state;
};

const commit: Perform = async ({ fulfilment }, purchase) => {
  const { committed } = await fulfilment.commit(activeOrders(purchase), purchase.saga.correlationId);
  return { kind: committed ? 'committed' : 'reservationGone' };
};

/** Does the step a purchase is at. Null: there is nothing to do before somebody else has done something. */
const perform: Readonly<Record<SagaStep, Perform>> = {
  RESERVE: reserve,
  AUTHORIZE: async (services, purchase) =>
    isPastDeadline(services, purchase) ? { kind: 'late' } : authorize(services, purchase),
  AWAIT_ACTION: awaitAction,
  COMMIT: commit,
  RESERVE_AGAIN: reserve,
  DONE: async () => null,
};

async function authorize({ payments, sealKey }: OrdersServices, purchase: Purchase): Promise<Outcome> {
  const { checkout, saga } = purchase;
  const orders = activeOrders(purchase);
  const { id, buyerId, currency } = checkout;
  const method = openPayment(sealKey, saga.sealedPayment ?? '');
  const email = orders[0]?.email ?? '';
  return payments.authorize({ id, buyerId, email, currency }, orders, method, saga.correlationId);
}

/** A step that failed is tried again later by whoever comes by: the sweeper of any process. */
async function postponeStep(services: OrdersServices, purchase: Purchase, error: unknown): Promise<Purchase> {
  const { pool, log, now } = services;
  const { checkout } = purchase;
  log.warn({ err: error, checkoutId: checkout.id, step: purchase.saga.step }, 'a step will be tried again');
  const saga = postpone(purchase.saga, error instanceof Error ? error.message : String(error), now());
  const change = { purchase: { before: purchase, checkout, saga }, orders: [], tasks: [] };
  await saveChange(pool, change, trailOfSaga(purchase, now));
  return { ...purchase, saga };
}

/**
 * Carries a purchase on, step by step, until it is done, waits for the buyer, or a step fails: then it is tried again
 * later. Each step may have been done before by a process that died; doing it again changes nothing. Answers the
 * purchase as it is then.
 */
export async function runSaga(services: OrdersServices, begun: Purchase, trail?: EventTrail): Promise<Purchase> {
  const { pool, now, times } = services;
  let purchase = begun;
  for (let turn = 0; turn < mostTurns; turn += 1) {
    let outcome: Outcome | null;
    try {
      outcome = await perform[purchase.saga.step](services, purchase);
    } catch (error) {
      return postponeStep(services, purchase, error);
    }
    if (outcome === null) return purchase;
    const change = advanceSaga(purchase, outcome, now(), times);
    const { checkout, saga, orders, tasks, clearsCart } = change;
    const saved = await saveChange(
      pool,
      { purchase: { before: purchase, checkout, saga }, orders, tasks, clearsCart },
      trail ?? trailOfSaga(purchase, now),
    );
    if (saved) {
      purchase = applyChange(purchase, change);
      if (tasks.length > 0)
        await runTasks(
          services,
          tasks.map(({ orderId }) => orderId),
        );
    } else {
      purchase = (await findPurchase(pool, { checkoutId: checkout.id }))!.purchase;
    }
    if (purchase.saga.step === 'DONE' || (saved && purchase.saga.step === 'AWAIT_ACTION')) return purchase;
  }
  return purchase;
}
