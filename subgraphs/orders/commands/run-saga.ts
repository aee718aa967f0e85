import type { Actor, EventTrail } from '@soko/events';
import { activeOrders, advanceSaga, isLate, type Outcome, postpone } from '../domain/advance-saga.ts';
import type { Order } from '../domain/order.ts';
import type { Purchase, PurchaseChange, SagaStep } from '../domain/purchase.ts';
import type { OrdersServices } from '../services.ts';
import { findPurchase } from '../store/find-purchases.ts';
import { type Change, saveChange } from '../store/save-change.ts';
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
  const isLast = isPastDeadline(services, purchase);
  // The word that the buyer has paid may have been lost on its way; or the look that `lookAgain` takes failed.
  if (!isLast && purchase.saga.attempts === 0) return null;
  const state = await authorize(services, purchase);
  return isLast && state.kind === 'actionRequired' ? { kind: 'late' } : state;
};

/**
 * A payment that needed no action after all is told by an event, which does nothing while the purchase does not wait yet:
 * so who has just begun to wait looks once more.
 */
const lookAgain: Perform = async (services, purchase) => {
  const state = await authorize(services, purchase);
  const waiting = purchase.checkout.actions.length;
  return state.kind === 'actionRequired' && state.actions.length === waiting ? null : state;
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

/** What was decided and is not saved yet, and what it was decided on. */
interface Unsaved {
  before: Purchase;
  changes: readonly PurchaseChange[];
}

/** Several decisions, one after the other, as one change. */
const toSave = ({ before, changes }: Unsaved, { checkout, saga }: Pick<Purchase, 'checkout' | 'saga'>): Change => ({
  purchase: { before, checkout, saga },
  orders: changes.flatMap(({ orders }) => orders),
  tasks: changes.flatMap(({ tasks }) => tasks),
  clearsCart: changes.some(({ clearsCart }) => clearsCart),
});

/** A step that failed is tried again later by whoever comes by: the sweeper of any process. */
async function postponeStep(
  services: OrdersServices,
  purchase: Purchase,
  unsaved: Unsaved,
  error: unknown,
): Promise<Purchase> {
  const { pool, log, now } = services;
  const { checkout } = purchase;
  log.warn({ err: error, checkoutId: checkout.id, step: purchase.saga.step }, 'a step will be tried again');
  const saga = postpone(purchase.saga, error instanceof Error ? error.message : String(error), now());
  await saveChange(pool, toSave(unsaved, { checkout, saga }), trailOfSaga(purchase, now));
  return { ...purchase, saga };
}

/**
 * That the stock is held is saved together with what the payment came to: both are safe to repeat, so all that a process
 * that dies takes with it is the knowledge that they were done. That the money is held is saved before the stock is
 * committed, because from then on somebody may pack: such a purchase is never given up for being late.
 */
const followsAtOnce = ({ saga }: PurchaseChange): boolean => saga.step === 'AUTHORIZE';

/** The same, with what it found out saved; or, where somebody else changed the purchase meanwhile, as that one left it. */
async function saveAll(
  services: OrdersServices,
  purchase: Purchase,
  unsaved: Unsaved,
  trail: EventTrail | undefined,
): Promise<{ saved: boolean; purchase: Purchase }> {
  const { pool, now } = services;
  const change = toSave(unsaved, purchase);
  if (!(await saveChange(pool, change, trail ?? trailOfSaga(unsaved.before, now)))) {
    return { saved: false, purchase: (await findPurchase(pool, { checkoutId: purchase.checkout.id }))!.purchase };
  }
  const orderIds = change.tasks.map(({ orderId }) => orderId);
  if (orderIds.length > 0) await runTasks(services, orderIds);
  return { saved: true, purchase };
}

/**
 * Carries a purchase on, step by step, until it is done, waits for the buyer, or a step fails: then it is tried again
 * later. Each step may have been done before by a process that died; doing it again changes nothing. Answers the
 * purchase as it is then.
 */
export async function runSaga(services: OrdersServices, begun: Purchase, trail?: EventTrail): Promise<Purchase> {
  const { now, times } = services;
  let purchase = begun;
  let unsaved: Unsaved = { before: begun, changes: [] };
  let justWaiting = false;
  for (let turn = 0; turn < mostTurns; turn += 1) {
    let outcome: Outcome | null;
    try {
      outcome = await (justWaiting ? lookAgain : perform[purchase.saga.step])(services, purchase);
    } catch (error) {
      return postponeStep(services, purchase, unsaved, error);
    }
    if (outcome === null) return purchase;
    const change = advanceSaga(purchase, outcome, now(), times);
    purchase = applyChange(purchase, change);
    unsaved = { ...unsaved, changes: [...unsaved.changes, change] };
    if (followsAtOnce(change)) continue;
    const result = await saveAll(services, purchase, unsaved, trail);
    justWaiting = result.saved && !justWaiting && result.purchase.saga.step === 'AWAIT_ACTION';
    purchase = result.purchase;
    unsaved = { before: purchase, changes: [] };
    if (purchase.saga.step === 'DONE') return purchase;
  }
  return purchase;
}
