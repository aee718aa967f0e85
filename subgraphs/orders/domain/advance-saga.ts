import { backoffMs } from '@soko/retry';
import type { CheckoutFailure } from './checkout-failure.ts';
import { changeOrder, moveOrder, needsMint, needsStock, type NewTask, type Order, type OrderChange } from './order.ts';
import type { OrderStatus } from './order-status.ts';
import type { CheckoutStatus, PaymentAction, Purchase, PurchaseChange, Saga, SagaStep, SagaTimes } from './purchase.ts';
import type { ShortLine } from './refusals.ts';
import { retryPauses, sagaSteps } from './saga-steps.ts';

/** Outcome of the current step of a saga. */
export type Outcome =
  | { kind: 'reserved' }
  | { kind: 'short'; lines: readonly ShortLine[] }
  | { kind: 'authorized' }
  | { kind: 'actionRequired'; actions: readonly PaymentAction[]; authorizedOrderIds: readonly string[] }
  | { kind: 'declined'; code: string | null; message: string }
  | { kind: 'committed' }
  | { kind: 'reservationGone' }
  /** The step is past its deadline. */
  | { kind: 'late' };

/** An outcome that the step cannot have. It means a bug in the code that reported it. */
export class UnexpectedOutcome extends Error {
  override readonly name = 'UnexpectedOutcome';
}

/** The orders that still take part in the purchase: single orders can be cancelled. */
export const activeOrders = ({ orders }: Pick<Purchase, 'orders'>): Order[] =>
  orders.filter(({ status }) => status === 'PENDING' || status === 'RESERVED');

const addMs = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

const earlier = (one: Date, other: Date): Date => (one < other ? one : other);

/** The purchase after its current step had an outcome. Pure: the caller saves it and runs the next step. */
export function advanceSaga(purchase: Purchase, outcome: Outcome, now: Date, times: SagaTimes): PurchaseChange {
  const { checkout, saga } = purchase;
  if (saga.step === 'DONE') throw new UnexpectedOutcome(`${checkout.id} is done and cannot become ${outcome.kind}.`);
  const change = decisions[saga.step](purchase, outcome, now, times);
  if (sagaSteps[saga.step].next.includes(change.saga.step)) return change;
  throw new UnexpectedOutcome(`${checkout.id} cannot move from ${saga.step} to ${change.saga.step}.`);
}

type Decide = typeof advanceSaga;

const decisions: Readonly<Record<Exclude<SagaStep, 'DONE'>, Decide>> = {
  RESERVE: decideAfterReserving,
  AUTHORIZE: decideAfterAuthorizing,
  AWAIT_ACTION: decideAfterAuthorizing,
  COMMIT: decideAfterCommitting,
  RESERVE_AGAIN: decideAfterReservingAgain,
};

function decideAfterReserving(purchase: Purchase, outcome: Outcome, now: Date, times: SagaTimes): PurchaseChange {
  if (outcome.kind === 'reserved') {
    const orders = activeOrders(purchase).map((order) => moveOrder(order, 'RESERVED', now));
    return { ...enterStep(purchase, 'AUTHORIZE', now, times), orders };
  }
  // A process that died may have authorised the payment without saving it. Voiding nothing is harmless.
  const mayBePaid = purchase.saga.version > 1;
  if (outcome.kind === 'short') {
    const failure = { kind: 'outOfStock', lines: outcome.lines } as const;
    return endPurchase(purchase, 'REJECTED', 'out of stock', failure, mayBePaid ? ['VOID'] : [], now);
  }
  if (outcome.kind === 'late') {
    const reason = 'the stock was not reserved in time';
    const kinds = mayBePaid ? (['VOID', 'RELEASE'] as const) : (['RELEASE'] as const);
    return endPurchase(purchase, 'REJECTED', reason, { kind: 'outOfStock', lines: [] }, kinds, now);
  }
  throw unexpectedOutcome(purchase, outcome);
}

function decideAfterAuthorizing(purchase: Purchase, outcome: Outcome, now: Date, times: SagaTimes): PurchaseChange {
  const isWaiting = purchase.saga.step === 'AWAIT_ACTION';
  switch (outcome.kind) {
    case 'authorized':
      return startCommit(purchase, now, times);
    case 'actionRequired':
      return awaitBuyer(purchase, outcome, now, times);
    case 'declined': {
      const { code: declineCode, message: explanation } = outcome;
      const reason = `payment declined${declineCode === null ? '' : `: ${declineCode}`}`;
      // A try that failed may have authorised the payments of other orders.
      const mayBePaid = isWaiting || purchase.saga.attempts > 0;
      const kinds = mayBePaid ? (['VOID', 'RELEASE'] as const) : (['RELEASE'] as const);
      const failure = { kind: 'paymentDeclined', declineCode, explanation } as const;
      return endPurchase(purchase, 'PAYMENT_FAILED', reason, failure, kinds, now);
    }
    case 'late': {
      const [status, reason, kind] = isWaiting
        ? (['PAYMENT_FAILED', 'the payment was not confirmed in time', 'notConfirmedInTime'] as const)
        : (['EXPIRED', 'the reservation expired', 'notAuthorizedInTime'] as const);
      return endPurchase(purchase, status, reason, { kind }, ['VOID', 'RELEASE'], now);
    }
    default:
      throw unexpectedOutcome(purchase, outcome);
  }
}

function decideAfterCommitting(purchase: Purchase, outcome: Outcome, now: Date, times: SagaTimes): PurchaseChange {
  if (outcome.kind === 'committed') return confirmPurchase(purchase, now);
  if (outcome.kind === 'reservationGone') {
    if (purchase.saga.reservedAgain) return withdrawPurchase(purchase, [], now);
    const change = enterStep(purchase, 'RESERVE_AGAIN', now, times);
    return { ...change, saga: { ...change.saga, reservedAgain: true } };
  }
  throw unexpectedOutcome(purchase, outcome);
}

function decideAfterReservingAgain(purchase: Purchase, outcome: Outcome, now: Date, times: SagaTimes): PurchaseChange {
  if (outcome.kind === 'reserved') return enterStep(purchase, 'COMMIT', now, times);
  if (outcome.kind === 'short') return withdrawPurchase(purchase, outcome.lines, now);
  if (outcome.kind === 'late') return withdrawPurchase(purchase, [], now);
  throw unexpectedOutcome(purchase, outcome);
}

/** The payment is authorised, but the stock is gone: the payment is voided. */
const withdrawPurchase = (purchase: Purchase, lines: readonly ShortLine[], now: Date): PurchaseChange =>
  endPurchase(
    purchase,
    'CANCELLED',
    'the reservation expired and there is not enough stock',
    { kind: 'outOfStock', lines },
    ['VOID', 'RELEASE'],
    now,
  );

const unexpectedOutcome = ({ checkout, saga }: Purchase, { kind }: Outcome): UnexpectedOutcome =>
  new UnexpectedOutcome(`${checkout.id} is at ${saga.step}, which cannot end with ${kind}.`);

/** Starts a step. Entering the same step again keeps its deadline. */
function enterStep({ checkout, saga }: Purchase, step: SagaStep, now: Date, times: SagaTimes): PurchaseChange {
  const { deadline, nextTry } = sagaSteps[step];
  const keepsDeadline = step === saga.step || deadline === 'kept';
  const duration = deadline === 'actionMs' && checkout.buyerId === null ? 'guestActionMs' : deadline;
  const deadlineAt = keepsDeadline || duration === 'kept' ? saga.deadlineAt : addMs(now, times[duration]);
  const entered: Saga = {
    ...saga,
    step,
    deadlineAt,
    nextAt: nextTry === 'look' ? earlier(deadlineAt, addMs(now, times.lookMs)) : addMs(now, times.leaseMs),
    attempts: 0,
    lastError: null,
    version: saga.version + 1,
  };
  return { checkout, saga: entered, orders: [], tasks: [], clearsCart: false };
}

/** Waits for the buyer. Orders that are not paid yet may wait for the confirmation of another one. */
function awaitBuyer(
  purchase: Purchase,
  { actions, authorizedOrderIds }: Extract<Outcome, { kind: 'actionRequired' }>,
  now: Date,
  times: SagaTimes,
): PurchaseChange {
  return {
    ...enterStep(purchase, 'AWAIT_ACTION', now, times),
    checkout: { ...purchase.checkout, status: 'REQUIRES_ACTION', actions },
    orders: activeOrders(purchase)
      .filter(({ id, paymentStatus }) => paymentStatus === 'NONE' && authorizedOrderIds.includes(id))
      .map((order) => changeOrder(order, { paymentStatus: 'AUTHORIZED' }, now)),
  };
}

/** All payments are authorised. */
function startCommit(purchase: Purchase, now: Date, times: SagaTimes): PurchaseChange {
  const unpaid = activeOrders(purchase).filter(({ paymentStatus }) => paymentStatus === 'NONE');
  const change = enterStep(purchase, 'COMMIT', now, times);
  return {
    ...change,
    saga: { ...change.saga, sealedPayment: null },
    orders: unpaid.map((order) => changeOrder(order, { paymentStatus: 'AUTHORIZED' }, now)),
  };
}

/**
 * The purchase succeeded. Orders with nothing to pack are captured at once, and fulfilled: those that sell tokens once these are
 * minted, which begins with the capture.
 */
function confirmPurchase(purchase: Purchase, now: Date): PurchaseChange {
  const tasks: NewTask[] = [];
  const orders = activeOrders(purchase).flatMap((order): OrderChange[] => {
    const confirmed = moveOrder(order, 'CONFIRMED', now);
    if (needsStock(order)) return [confirmed];
    const reason = needsMint(order) ? 'tokens' : 'digital goods';
    tasks.push({ orderId: order.id, kind: 'CAPTURE', amountMinor: order.totalMinor, reason });
    return needsMint(order) ? [confirmed] : [confirmed, moveOrder(confirmed.after, 'FULFILLED', now)];
  });
  return {
    checkout: { ...purchase.checkout, status: 'CONFIRMED', actions: [] },
    saga: endSaga(purchase.saga),
    orders,
    tasks,
    clearsCart: true,
  };
}

/** The purchase failed: its checkout and its active orders take the same status. */
function endPurchase(
  purchase: Purchase,
  status: CheckoutStatus & OrderStatus,
  reason: string,
  failure: CheckoutFailure,
  kinds: readonly ('VOID' | 'RELEASE')[],
  now: Date,
): PurchaseChange {
  const orders = activeOrders(purchase);
  return {
    checkout: { ...purchase.checkout, status, actions: [], failure },
    saga: endSaga(purchase.saga),
    orders: orders.map((order) => moveOrder(order, status, now, reason)),
    tasks: orders.flatMap((order) => tasksFor(order, kinds, reason)),
    clearsCart: false,
  };
}

/** Tasks that undo an order. Digital goods have no stock to release. */
export const tasksFor = (order: Order, kinds: readonly ('VOID' | 'RELEASE')[], reason: string): NewTask[] =>
  kinds
    .filter((kind) => kind === 'VOID' || needsStock(order))
    .map((kind) => ({ orderId: order.id, kind, amountMinor: null, reason }));

/** The saga after its last step. */
export const endSaga = (saga: Saga): Saga => ({
  ...saga,
  step: 'DONE',
  nextAt: null,
  sealedPayment: null,
  lastError: null,
  version: saga.version + 1,
});

/** The saga after a failed try of its step, which is repeated after a pause. */
export function postponeStep(saga: Saga, error: string, now: Date): Saga {
  const attempts = saga.attempts + 1;
  const nextAt = addMs(now, backoffMs(attempts, retryPauses));
  return { ...saga, attempts, lastError: error.slice(0, 500), nextAt, version: saga.version + 1 };
}

/** True when a step is past its deadline and the purchase fails for that. */
export const isLate = ({ step, deadlineAt }: Saga, now: Date): boolean =>
  sagaSteps[step].atDeadline === 'fail' && now >= deadlineAt;
