import { activeOrders, advanceSaga, tasksFor } from './advance-saga.ts';
import { isUnderWay } from './order-status.ts';
import { changeOrder, type NewTask, type Order, type OrderChange } from './order.ts';
import type { PaymentStatus } from './order-status.ts';
import type { Purchase, PurchaseChange, SagaTimes } from './purchase.ts';

/** What happened to the payment of an order, with what is held, charged and given back of it by now. */
export type PaymentFact =
  | { kind: 'authorized' }
  | { kind: 'failed'; code: string; reason: string }
  | {
      kind: 'captured' | 'refunded' | 'dispute_won';
      authorizedMinor: bigint;
      capturedMinor: bigint;
      refundedMinor: bigint;
    }
  | { kind: 'voided'; expired: boolean }
  | { kind: 'reauthorized' }
  | { kind: 'charged_back' };

/** What a payment's event makes of a purchase: of the whole of it, or of one order. Null when it changes nothing. */
export type PaymentStep =
  | { kind: 'purchase'; change: PurchaseChange }
  | { kind: 'order'; orders: readonly OrderChange[]; tasks: readonly NewTask[] };

/** Where charged money stands. */
export function statusOfCharge(amounts: {
  authorizedMinor: bigint;
  capturedMinor: bigint;
  refundedMinor: bigint;
}): PaymentStatus {
  const { authorizedMinor, capturedMinor, refundedMinor } = amounts;
  if (refundedMinor > 0n) return refundedMinor < capturedMinor ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
  return capturedMinor < authorizedMinor ? 'PARTIALLY_CAPTURED' : 'CAPTURED';
}

/** Purchases that are over without having been confirmed: nothing may stay authorised for them. */
const overUnpaid = new Set([
  'REJECTED',
  'PAYMENT_FAILED',
  'EXPIRED',
  'CANCELLED',
  'PACKAGING_FAILED',
  'RETURNED_TO_SENDER',
]);

const become = (order: Order, paymentStatus: PaymentStatus, now: Date): PaymentStep | null =>
  order.paymentStatus === paymentStatus
    ? null
    : { kind: 'order', orders: [changeOrder(order, { paymentStatus }, now)], tasks: [] };

/** Decides what a payment's event means for the order it is for. */
export function followPayment(
  purchase: Purchase,
  orderId: string,
  fact: PaymentFact,
  now: Date,
  times: SagaTimes,
): PaymentStep | null {
  const order = purchase.orders.find(({ id }) => id === orderId);
  if (order === undefined) return null;
  switch (fact.kind) {
    case 'authorized':
      return authorized(purchase, order, now, times);
    case 'failed': {
      if (purchase.saga.step !== 'AWAIT_ACTION' || order.status !== 'RESERVED') return null;
      const declined = { kind: 'declined', code: fact.code, message: fact.reason } as const;
      return { kind: 'purchase', change: advanceSaga(purchase, declined, now, times) };
    }
    case 'voided':
      return fact.expired ? expired(order, now) : become(order, 'VOIDED', now);
    case 'reauthorized':
      return reauthorized(order, now);
    case 'charged_back':
      return become(order, 'CHARGED_BACK', now);
    default:
      return become(order, statusOfCharge(fact), now);
  }
}

/**
 * The last one that the buyer had to confirm lets the purchase go on. A purchase that is being carried on asks for itself.
 * What is over is let go of again.
 */
function authorized(purchase: Purchase, order: Order, now: Date, times: SagaTimes): PaymentStep | null {
  if (order.paymentStatus !== 'NONE') return null;
  if (overUnpaid.has(order.status)) {
    return { kind: 'order', orders: [], tasks: tasksFor(order, ['VOID'], 'authorised too late') };
  }
  const { step } = purchase.saga;
  if (step === 'DONE') return become(order, 'AUTHORIZED', now);
  if (step !== 'AWAIT_ACTION') return null;
  const others = activeOrders(purchase).filter(({ id }) => id !== order.id);
  const complete = others.every(({ paymentStatus }) => paymentStatus === 'AUTHORIZED');
  const change = complete ? advanceSaga(purchase, { kind: 'authorized' }, now, times) : waitOn(purchase, order, now);
  return { kind: 'purchase', change };
}

/**
 * One is paid for, the others are awaited. The saga's version rises with it: of two orders that are paid for at the same
 * moment, neither sees the other, and only the one that saves second would find the purchase complete.
 */
function waitOn({ checkout, saga }: Purchase, order: Order, now: Date): PurchaseChange {
  const paid = changeOrder(order, { paymentStatus: 'AUTHORIZED' }, now);
  return { checkout, saga: { ...saga, version: saga.version + 1 }, orders: [paid], tasks: [], clearsCart: false };
}

/**
 * The provider let go of what an order will be charged with: it is to be held anew, as much as the order comes to by now. Of
 * what is delivered already the capture finds that out.
 */
function expired(order: Order, now: Date): PaymentStep | null {
  const step = become(order, 'VOIDED', now);
  if (step?.kind !== 'order' || !isUnderWay(order)) return step;
  const { id: orderId, totalMinor: amountMinor } = order;
  return { ...step, tasks: [{ orderId, kind: 'REAUTHORIZE', amountMinor, reason: 'the authorisation expired' }] };
}

/** Held anew. What is over meanwhile is let go of again. */
function reauthorized(order: Order, now: Date): PaymentStep | null {
  if (overUnpaid.has(order.status)) {
    return { kind: 'order', orders: [], tasks: tasksFor(order, ['VOID'], 'authorised too late') };
  }
  return order.paymentStatus === 'VOIDED' ? become(order, 'AUTHORIZED', now) : null;
}
