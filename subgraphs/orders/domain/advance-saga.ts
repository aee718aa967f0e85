import { backoffMs } from '@soko/retry';
import { changeOrder, moveOrder, needsStock, type NewTask, type Order, type OrderChange } from './order.ts';
import type { OrderStatus } from './order-status.ts';
import type { CheckoutStatus, PaymentAction, Purchase, PurchaseChange, Saga, SagaStep, SagaTimes } from './purchase.ts';
import { type CheckoutRefusal, outOfStock, paymentDeclined, type ShortLine } from './refusals.ts';

/** What became of the step that a saga was at. */
export type Outcome =
  | { kind: 'reserved' }
  | { kind: 'short'; lines: readonly ShortLine[] }
  | { kind: 'authorized' }
  | { kind: 'actionRequired'; actions: readonly PaymentAction[] }
  | { kind: 'declined'; code: string | null; message: string }
  | { kind: 'committed' }
  | { kind: 'reservationGone' }
  /** The step is past its deadline. */
  | { kind: 'late' };

/** An outcome that the step cannot have: a fault of the code that reported it. */
export class UnexpectedOutcome extends Error {
  override readonly name = 'UnexpectedOutcome';
}

/** The orders that still take part: one may have been cancelled on its own. */
export const activeOrders = ({ orders }: Pick<Purchase, 'orders'>): Order[] =>
  orders.filter(({ status }) => status === 'PENDING' || status === 'RESERVED');

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** What a purchase becomes after its step had an outcome. Pure: saving it, and doing the next step, is the caller's. */
export function advanceSaga(purchase: Purchase, outcome: Outcome, now: Date, times: SagaTimes): PurchaseChange {
  const { step } = purchase.saga;
  if (step === 'DONE') {
    throw new UnexpectedOutcome(`${purchase.checkout.id} is done; ${outcome.kind} changes nothing.`);
  }
  return after[step](purchase, outcome, now, times);
}

type Advance = typeof advanceSaga;

const after: Readonly<Record<Exclude<SagaStep, 'DONE'>, Advance>> = {
  RESERVE: afterReserving,
  AUTHORIZE: afterAuthorizing,
  AWAIT_ACTION: afterAuthorizing,
  COMMIT: afterCommitting,
  RESERVE_AGAIN: afterReservingAgain,
};

function afterReserving(purchase: Purchase, outcome: Outcome, now: Date, times: SagaTimes): PurchaseChange {
  if (outcome.kind === 'reserved') {
    const orders = activeOrders(purchase).map((order) => moveOrder(order, 'RESERVED', now));
    return { ...goOn(purchase, 'AUTHORIZE', now, times), orders };
  }
  // A process that died may have come further than it saved. Letting go of nothing is harmless.
  const mayBePaid = purchase.saga.version > 1;
  if (outcome.kind === 'short') {
    const tasks = mayBePaid ? (['VOID'] as const) : [];
    return giveUp(purchase, 'REJECTED', 'REJECTED', 'out of stock', outOfStock(outcome.lines), tasks, now);
  }
  if (outcome.kind === 'late') {
    const refusal = outOfStock([]);
    const tasks = mayBePaid ? (['VOID', 'RELEASE'] as const) : (['RELEASE'] as const);
    return giveUp(purchase, 'REJECTED', 'REJECTED', 'stock did not answer in time', refusal, tasks, now);
  }
  throw unexpected(purchase, outcome);
}

function afterAuthorizing(purchase: Purchase, outcome: Outcome, now: Date, times: SagaTimes): PurchaseChange {
  const waits = purchase.saga.step === 'AWAIT_ACTION';
  switch (outcome.kind) {
    case 'authorized':
      return committing(purchase, now, times);
    case 'actionRequired':
      return awaiting(purchase, outcome.actions, now, times);
    case 'declined': {
      const refusal = paymentDeclined(outcome.code, outcome.message);
      const reason = `payment declined${outcome.code === null ? '' : `: ${outcome.code}`}`;
      const tasks = waits ? (['VOID', 'RELEASE'] as const) : (['RELEASE'] as const);
      return giveUp(purchase, 'PAYMENT_FAILED', 'PAYMENT_FAILED', reason, refusal, tasks, now);
    }
    case 'late': {
      const [status, reason, message] = waits
        ? (['PAYMENT_FAILED', 'not paid in time', 'The payment was not confirmed in time.'] as const)
        : (['EXPIRED', 'the reservation ran out', 'The payment could not be made in time.'] as const);
      const refusal = paymentDeclined(null, message);
      return giveUp(purchase, status, status, reason, refusal, ['VOID', 'RELEASE'], now);
    }
    default:
      throw unexpected(purchase, outcome);
  }
}

function afterCommitting(purchase: Purchase, outcome: Outcome, now: Date, times: SagaTimes): PurchaseChange {
  if (outcome.kind === 'committed') return confirm(purchase, now);
  if (outcome.kind === 'reservationGone') {
    if (purchase.saga.reservedAgain) return withdraw(purchase, [], now);
    const change = goOn(purchase, 'RESERVE_AGAIN', now, times);
    return { ...change, saga: { ...change.saga, reservedAgain: true } };
  }
  throw unexpected(purchase, outcome);
}

function afterReservingAgain(purchase: Purchase, outcome: Outcome, now: Date, times: SagaTimes): PurchaseChange {
  if (outcome.kind === 'reserved') return goOn(purchase, 'COMMIT', now, times);
  if (outcome.kind === 'short') return withdraw(purchase, outcome.lines, now);
  if (outcome.kind === 'late') return withdraw(purchase, [], now);
  throw unexpected(purchase, outcome);
}

/** Paid for, and nothing left of it: the payments are let go. */
const withdraw = (purchase: Purchase, lines: readonly ShortLine[], now: Date): PurchaseChange =>
  giveUp(
    purchase,
    'CANCELLED',
    'CANCELLED',
    'the reservation ran out and there is not enough any more',
    outOfStock(lines),
    ['VOID', 'RELEASE'],
    now,
  );

const unexpected = ({ checkout, saga }: Purchase, { kind }: Outcome): UnexpectedOutcome =>
  new UnexpectedOutcome(`${checkout.id} is at ${saga.step}, which cannot become ${kind}.`);

/** The next step, with its own deadline, to be done by this process within its lease. */
function goOn({ checkout, saga }: Purchase, step: SagaStep, now: Date, times: SagaTimes): PurchaseChange {
  const next: Saga = {
    ...saga,
    step,
    // Authorising has what the reservation leaves; the other steps are short.
    deadlineAt: step === saga.step || step === 'AUTHORIZE' ? saga.deadlineAt : later(now, times.reservationMs),
    nextAt: later(now, times.leaseMs),
    attempts: 0,
    lastError: null,
    version: saga.version + 1,
  };
  return { checkout, saga: next, orders: [], tasks: [], clearsCart: false };
}

/** What the buyer need not confirm is paid for. */
function awaiting(purchase: Purchase, actions: readonly PaymentAction[], now: Date, times: SagaTimes): PurchaseChange {
  const dueAt = purchase.saga.step === 'AWAIT_ACTION' ? purchase.saga.deadlineAt : later(now, times.actionMs);
  const change = goOn(purchase, 'AWAIT_ACTION', now, times);
  const open = new Set(actions.map(({ orderId }) => orderId));
  return {
    ...change,
    checkout: { ...purchase.checkout, status: 'REQUIRES_ACTION', actions },
    saga: { ...change.saga, deadlineAt: dueAt, nextAt: dueAt },
    orders: activeOrders(purchase)
      .filter(({ id, paymentStatus }) => paymentStatus === 'NONE' && !open.has(id))
      .map((order) => changeOrder(order, { paymentStatus: 'AUTHORIZED' }, now)),
  };
}

function committing(purchase: Purchase, now: Date, times: SagaTimes): PurchaseChange {
  const unpaid = activeOrders(purchase).filter(({ paymentStatus }) => paymentStatus === 'NONE');
  const change = goOn(purchase, 'COMMIT', now, times);
  return {
    ...change,
    saga: { ...change.saga, sealedPayment: null },
    orders: unpaid.map((order) => changeOrder(order, { paymentStatus: 'AUTHORIZED' }, now)),
  };
}

/** What has nothing to pack is fulfilled, and so captured, at once. */
function confirm(purchase: Purchase, now: Date): PurchaseChange {
  const tasks: NewTask[] = [];
  const orders = activeOrders(purchase).flatMap((order): OrderChange[] => {
    const confirmed = moveOrder(order, 'CONFIRMED', now);
    if (needsStock(order)) return [confirmed];
    tasks.push({ orderId: order.id, kind: 'CAPTURE', amountMinor: order.totalMinor, reason: 'digital goods' });
    return [confirmed, moveOrder(confirmed.after, 'FULFILLED', now)];
  });
  return {
    checkout: { ...purchase.checkout, status: 'CONFIRMED', actions: [] },
    saga: done(purchase.saga),
    orders,
    tasks,
    clearsCart: true,
  };
}

function giveUp(
  purchase: Purchase,
  checkoutStatus: CheckoutStatus,
  orderStatus: OrderStatus,
  reason: string,
  refusal: CheckoutRefusal,
  kinds: readonly ('VOID' | 'RELEASE')[],
  now: Date,
): PurchaseChange {
  const orders = activeOrders(purchase);
  return {
    checkout: { ...purchase.checkout, status: checkoutStatus, actions: [], refusal },
    saga: done(purchase.saga),
    orders: orders.map((order) => moveOrder(order, orderStatus, now, reason)),
    tasks: orders.flatMap((order) => tasksFor(order, kinds, reason)),
    clearsCart: false,
  };
}

/** Digital goods have no stock to let go. */
export const tasksFor = (order: Order, kinds: readonly ('VOID' | 'RELEASE')[], reason: string): NewTask[] =>
  kinds
    .filter((kind) => kind === 'VOID' || needsStock(order))
    .map((kind) => ({ orderId: order.id, kind, amountMinor: null, reason }));

const done = (saga: Saga): Saga => ({
  ...saga,
  step: 'DONE',
  nextAt: null,
  sealedPayment: null,
  lastError: null,
  version: saga.version + 1,
});

/** A step that failed and will be tried again: the pause doubles from one second to a minute. */
export function postpone(saga: Saga, error: string, now: Date): Saga {
  const attempts = saga.attempts + 1;
  const pauseMs = backoffMs(attempts, { firstMs: 1_000, maxMs: 60_000 });
  return { ...saga, attempts, lastError: error.slice(0, 500), nextAt: later(now, pauseMs), version: saga.version + 1 };
}

/** Whether a step is past its deadline, and giving up is one of its outcomes. A commit is tried until it succeeds. */
export const isLate = ({ step, deadlineAt }: Saga, now: Date): boolean => step !== 'COMMIT' && now >= deadlineAt;
