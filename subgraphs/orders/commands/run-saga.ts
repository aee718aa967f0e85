import type { Actor, EventTrail } from '@soko/events';
import { networkOf } from '@soko/limits';
import { activeOrders, advanceSaga, isLate, type Outcome, postponeStep } from '../domain/advance-saga.ts';
import type { Order } from '../domain/order.ts';
import { hasMoney } from '../domain/order-status.ts';
import type { Purchase, PurchaseChange, SagaStep } from '../domain/purchase.ts';
import { maxStepsPerRun, sagaSteps } from '../domain/saga-steps.ts';
import { openPaymentMethod } from '../seal-payment-method.ts';
import type { OrdersServices } from '../services.ts';
import { findPurchase } from '../store/find-purchases.ts';
import { type Change, saveChange } from '../store/save-change.ts';
import { runTasks } from './run-tasks.ts';

const ordersService: Actor = { kind: 'service', id: 'orders' };

/** The trail of events that a saga causes outside of a request or a consumer. */
const trailOfSaga = ({ saga }: Purchase, now: () => Date): EventTrail => ({
  correlationId: saga.correlationId,
  causationId: null,
  actor: ordersService,
  now,
});

/** The purchase after a change. */
function applyChange({ orders }: Purchase, change: PurchaseChange): Purchase {
  const latest = new Map<string, Order>(change.orders.map(({ after }) => [after.id, after]));
  return { checkout: change.checkout, saga: change.saga, orders: orders.map((order) => latest.get(order.id) ?? order) };
}

/** Does the work of a step and returns its outcome. Null when the purchase waits for an event. */
type DoStep = (services: OrdersServices, purchase: Purchase) => Promise<Outcome | null>;

const isPastDeadline = ({ now }: OrdersServices, { saga }: Purchase): boolean => isLate(saga, now());

const reserveStock: DoStep = async (services, purchase) => {
  if (isPastDeadline(services, purchase)) return { kind: 'late' };
  const { fulfilment, products, chain, times } = services;
  const { checkout, saga } = purchase;
  // Keys and tokens first: their subgraphs take them back by the event of an order that ends, also when the stock is short.
  const keys = await products.reserveLicenceKeys(activeOrders(purchase), saga.correlationId);
  if (!keys.reserved) return { kind: 'short', lines: keys.short };
  const ttlSeconds = Math.ceil(times.reservationMs / 1_000);
  const tokens = await chain.reserve(activeOrders(purchase), ttlSeconds, saga.correlationId);
  if (!tokens.reserved) return { kind: 'short', lines: tokens.short };
  const result = await fulfilment.reserve(checkout.id, activeOrders(purchase), ttlSeconds, saga.correlationId);
  return result.reserved ? { kind: 'reserved' } : { kind: 'short', lines: result.short };
};

async function authorizePayments({ payments, sealKeys }: OrdersServices, purchase: Purchase): Promise<Outcome> {
  const { checkout, saga } = purchase;
  const orders = activeOrders(purchase);
  const { id, buyerId, currency } = checkout;
  const method = openPaymentMethod(sealKeys, saga.sealedPayment ?? '');
  const email = orders[0]?.email ?? '';
  return payments.authorize({ id, buyerId, email, currency }, orders, method, saga.correlationId);
}

const authorizeInTime: DoStep = async (services, purchase) =>
  isPastDeadline(services, purchase) ? { kind: 'late' } : authorizePayments(services, purchase);

/** True while the buyer has yet to confirm a payment and none has ended. Reads what payments knows, without the provider. */
async function isStillUnconfirmed({ payments }: OrdersServices, purchase: Purchase): Promise<boolean> {
  const orderIds = activeOrders(purchase).map(({ id }) => id);
  const statuses = await payments.statusesOf(orderIds, purchase.saga.correlationId);
  return statuses.includes('REQUIRES_ACTION') && !statuses.some((status) => status === 'FAILED' || status === 'VOIDED');
}

const awaitPayments: DoStep = async (services, purchase) => {
  if (activeOrders(purchase).every(hasMoney)) return { kind: 'authorized' };
  const isLast = isPastDeadline(services, purchase);
  // An event continues the purchase as well. This look makes it independent of the event bus.
  if (!isLast && purchase.saga.attempts === 0 && (await isStillUnconfirmed(services, purchase))) return null;
  // Before the purchase fails, payments asks the provider itself: the webhook may have been lost, too.
  const outcome = await authorizePayments(services, purchase);
  return isLast && outcome.kind === 'actionRequired' ? { kind: 'late' } : outcome;
};

/**
 * Asks payments once, right after the wait was saved or when another payment has to be confirmed. A payment may have been
 * authorised just before the save, and its event changed nothing because the purchase was not waiting yet.
 */
const checkPaymentsOnce: DoStep = async (services, purchase) => {
  const outcome = await authorizePayments(services, purchase);
  return outcome.kind === 'actionRequired' && hasSameActions(purchase, outcome) ? null : outcome;
};

/** True when the buyer has the same payments to confirm, and no other payment has been authorised. */
function hasSameActions(
  purchase: Purchase,
  { actions, authorizedOrderIds }: Extract<Outcome, { kind: 'actionRequired' }>,
): boolean {
  const known = new Set(purchase.checkout.actions.map(({ orderId }) => orderId));
  const isKnown = actions.length === known.size && actions.every(({ orderId }) => known.has(orderId));
  const unpaid = activeOrders(purchase).filter(({ paymentStatus }) => paymentStatus === 'NONE');
  return isKnown && !unpaid.some(({ id }) => authorizedOrderIds.includes(id));
}

const commitStock: DoStep = async ({ fulfilment, chain }, purchase) => {
  // Tokens first: the warehouse begins to pack at once.
  const tokens = await chain.commit(activeOrders(purchase), purchase.saga.correlationId);
  if (!tokens.committed) return { kind: 'reservationGone' };
  const { committed } = await fulfilment.commit(activeOrders(purchase), purchase.saga.correlationId);
  return { kind: committed ? 'committed' : 'reservationGone' };
};

/** The work of each step. `firstWork` replaces it directly after this process saved the start of the step. */
const stepWork: Readonly<Record<SagaStep, { work: DoStep; firstWork?: DoStep }>> = {
  RESERVE: { work: reserveStock },
  AUTHORIZE: { work: authorizeInTime },
  AWAIT_ACTION: { work: awaitPayments, firstWork: checkPaymentsOnce },
  COMMIT: { work: commitStock },
  RESERVE_AGAIN: { work: reserveStock },
  DONE: { work: async () => null },
};

/** Decisions that are not saved yet, and the purchase they are based on. */
interface Unsaved {
  before: Purchase;
  changes: readonly PurchaseChange[];
}

/** Several decisions in sequence as one change. */
const mergeChanges = (
  { before, changes }: Unsaved,
  { checkout, saga }: Pick<Purchase, 'checkout' | 'saga'>,
): Change => ({
  purchase: { before, checkout, saga },
  orders: changes.flatMap(({ orders }) => orders),
  tasks: changes.flatMap(({ tasks }) => tasks),
  clearsCart: changes.some(({ clearsCart }) => clearsCart),
});

/** Saves a failed try of a step. Any process repeats the step later. */
async function savePostponed(
  services: OrdersServices,
  purchase: Purchase,
  unsaved: Unsaved,
  error: unknown,
): Promise<Purchase> {
  const { pool, log, now } = services;
  const { checkout } = purchase;
  log.warn({ err: error, checkoutId: checkout.id, step: purchase.saga.step }, 'a step of a checkout failed; retrying');
  const saga = postponeStep(purchase.saga, error instanceof Error ? error.message : String(error), now());
  await saveChange(pool, mergeChanges(unsaved, { checkout, saga }), trailOfSaga(purchase, now));
  return { ...purchase, saga };
}

/** The client's network when a purchase that waited for its buyer is confirmed. Null otherwise, and when it is unknown. */
function confirmedNetwork({ checkout: before }: Purchase, { checkout: after }: Purchase): string | null {
  if (before.status !== 'REQUIRES_ACTION' || after.status !== 'CONFIRMED') return null;
  const clientAddress = after.taxEvidence?.clientAddress;
  return clientAddress === undefined ? null : networkOf(clientAddress);
}

/** Saves the decisions and runs their tasks. If the purchase was changed meanwhile, returns it as it is now. */
async function saveDecisions(
  services: OrdersServices,
  purchase: Purchase,
  unsaved: Unsaved,
  trail: EventTrail | undefined,
): Promise<{ isSaved: boolean; purchase: Purchase }> {
  const { pool, now } = services;
  const change = mergeChanges(unsaved, purchase);
  if (!(await saveChange(pool, change, trail ?? trailOfSaga(unsaved.before, now)))) {
    return { isSaved: false, purchase: (await findPurchase(pool, { checkoutId: purchase.checkout.id }))!.purchase };
  }
  const network = confirmedNetwork(unsaved.before, purchase);
  if (network !== null) await services.guard.giveBackConfirmed(network);
  const orderIds = change.tasks.map(({ orderId }) => orderId);
  if (orderIds.length > 0) await runTasks(services, orderIds);
  return { isSaved: true, purchase };
}

/**
 * Runs a purchase step by step (`domain/saga-steps.ts`) until it is done, waits for the buyer, or a step fails and is
 * postponed. A process that died may have done a step already: every step is safe to repeat. `startsFirst` does the first work
 * of the current step again. Returns the purchase as it is afterwards.
 */
export async function runSaga(
  services: OrdersServices,
  start: Purchase,
  trail?: EventTrail,
  startsFirst = false,
): Promise<Purchase> {
  const { now, times } = services;
  let purchase = start;
  let unsaved: Unsaved = { before: start, changes: [] };
  let isFirst = startsFirst;
  for (let count = 0; count < maxStepsPerRun; count += 1) {
    const { work, firstWork = work } = stepWork[purchase.saga.step];
    let outcome: Outcome | null;
    try {
      outcome = await (isFirst ? firstWork : work)(services, purchase);
    } catch (error) {
      return savePostponed(services, purchase, unsaved, error);
    }
    if (outcome === null) return purchase;
    const step = purchase.saga.step;
    const change = advanceSaga(purchase, outcome, now(), times);
    purchase = applyChange(purchase, change);
    unsaved = { ...unsaved, changes: [...unsaved.changes, change] };
    if (sagaSteps[purchase.saga.step].saved === 'with the next') continue;
    const result = await saveDecisions(services, purchase, unsaved, trail);
    purchase = result.purchase;
    // What was found is lost with a save that failed, so the first work is done again.
    isFirst = result.isSaved ? purchase.saga.step !== step : isFirst;
    unsaved = { before: purchase, changes: [] };
    if (purchase.saga.step === 'DONE') return purchase;
  }
  return purchase;
}

/** Asks payments what the buyer has to confirm, when a waiting purchase does not know that it includes this order. */
export async function refreshActions(services: OrdersServices, orderId: string): Promise<void> {
  const purchase = (await findPurchase(services.pool, { orderId }))?.purchase;
  if (purchase?.saga.step !== 'AWAIT_ACTION') return;
  if (purchase.checkout.actions.some((action) => action.orderId === orderId)) return;
  await runSaga(services, purchase, undefined, true);
}

/** Applies a saved change and runs the purchase further, unless the change ended it. */
export async function continueSaga(services: OrdersServices, before: Purchase, change: Change): Promise<void> {
  const { purchase, orders, tasks, clearsCart = false } = change;
  if (purchase === undefined || purchase.saga.step === 'DONE') return;
  const { checkout, saga } = purchase;
  await runSaga(services, applyChange(before, { checkout, saga, orders, tasks, clearsCart }));
}
