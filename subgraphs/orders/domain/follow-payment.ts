import { activeOrders, advanceSaga, tasksFor } from './advance-saga.ts';
import { endsUncharged, hasMoney, isDelivered, isUnderWay, type PaymentStatus } from './order-status.ts';
import { changeOrder, type NewTask, type Order, type OrderChange } from './order.ts';
import type { Purchase, PurchaseChange, SagaTimes } from './purchase.ts';

/** Amounts of a payment so far, in minor units. */
interface PaymentAmounts {
  authorizedMinor: bigint;
  capturedMinor: bigint;
  refundedMinor: bigint;
}

/** An event of the payment of an order. */
export type PaymentFact =
  | { kind: 'authorized' }
  | { kind: 'failed'; code: string; reason: string }
  | ({ kind: 'captured' | 'refunded' | 'refundFailed' | 'disputeWon' } & PaymentAmounts)
  | { kind: 'voided'; expired: boolean }
  | { kind: 'reauthorized' }
  | { kind: 'chargedBack' };

/** The change that follows from a payment event: of the whole purchase, or of one order. */
export type PaymentStep =
  | { kind: 'purchase'; change: PurchaseChange }
  | { kind: 'order'; orders: readonly OrderChange[]; tasks: readonly NewTask[] };

/** The payment status of charged money. */
export function statusOfCharge({ authorizedMinor, capturedMinor, refundedMinor }: PaymentAmounts): PaymentStatus {
  if (refundedMinor > 0n) return refundedMinor < capturedMinor ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
  return capturedMinor < authorizedMinor ? 'PARTIALLY_CAPTURED' : 'CAPTURED';
}

const setPaymentStatus = (order: Order, paymentStatus: PaymentStatus, now: Date): PaymentStep | null =>
  order.paymentStatus === paymentStatus
    ? null
    : { kind: 'order', orders: [changeOrder(order, { paymentStatus }, now)], tasks: [] };

const voidLatePayment = (order: Order): PaymentStep => ({
  kind: 'order',
  orders: [],
  tasks: tasksFor(order, ['VOID'], 'authorised too late'),
});

/** Decides what a payment event changes. Null when it changes nothing. */
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
      return followAuthorized(purchase, order, now, times);
    case 'failed': {
      if (!awaitsPayment(purchase) || order.status !== 'RESERVED') return null;
      const declined = { kind: 'declined', code: fact.code, message: fact.reason } as const;
      return { kind: 'purchase', change: advanceSaga(purchase, declined, now, times) };
    }
    case 'voided':
      return fact.expired ? followExpired(order, now) : setPaymentStatus(order, 'VOIDED', now);
    case 'reauthorized':
      return followReauthorized(order, now);
    case 'chargedBack':
      return setPaymentStatus(order, 'CHARGED_BACK', now);
    case 'captured':
      return followCaptured(purchase, order, statusOfCharge(fact), now, times);
    case 'refundFailed':
      return followRefundFailed(order, fact, now);
    case 'refunded':
      return order.paymentStatus === 'CHARGED_BACK' ? null : setPaymentStatus(order, statusOfCharge(fact), now);
    default:
      return setPaymentStatus(order, statusOfCharge(fact), now);
  }
}

/**
 * A refund failed. Money that the buyer is owed in any case is asked for again: all of an order that has ended, and what a
 * delivered order costs less than was taken. Other refunds are the decision of people.
 */
function followRefundFailed(order: Order, amounts: PaymentAmounts, now: Date): PaymentStep | null {
  if (order.paymentStatus === 'CHARGED_BACK') return null;
  const step = setPaymentStatus(order, statusOfCharge(amounts), now);
  const tasks = tasksAfterFailedRefund(order, amounts.capturedMinor - amounts.refundedMinor);
  if (tasks.length === 0) return step;
  return { kind: 'order', orders: step?.kind === 'order' ? step.orders : [], tasks };
}

function tasksAfterFailedRefund(order: Order, keptMinor: bigint): NewTask[] {
  const reason = 'a refund failed';
  const { id: orderId, status, totalMinor: amountMinor } = order;
  if (endsUncharged(status)) return keptMinor > 0n ? tasksFor(order, ['VOID'], reason) : [];
  return isDelivered(status) && status !== 'RETURNED' && keptMinor > amountMinor
    ? [{ orderId, kind: 'CAPTURE', amountMinor, reason }]
    : [];
}

/**
 * True when the next thing that the purchase needs is the result of its payments: it waits for its buyer, or its own
 * request to payments failed and is postponed. Other steps ask payments themselves.
 */
const awaitsPayment = ({ saga: { step } }: Purchase): boolean => step === 'AWAIT_ACTION' || step === 'AUTHORIZE';

/** The last confirmed payment lets a waiting purchase continue. A payment for an order that has ended is voided. */
function followAuthorized(purchase: Purchase, order: Order, now: Date, times: SagaTimes): PaymentStep | null {
  if (order.paymentStatus !== 'NONE') return null;
  if (endsUncharged(order.status)) return voidLatePayment(order);
  if (purchase.saga.step === 'DONE') return setPaymentStatus(order, 'AUTHORIZED', now);
  return awaitsPayment(purchase) ? continuePaid(purchase, order, 'AUTHORIZED', now, times) : null;
}

/**
 * A method without holds, such as M-Pesa, takes the money when the buyer confirms: its capture stands for the authorisation. It
 * is voided, and so refunded, when the order has ended meanwhile.
 */
function followCaptured(
  purchase: Purchase,
  order: Order,
  status: PaymentStatus,
  now: Date,
  times: SagaTimes,
): PaymentStep | null {
  if (order.paymentStatus !== 'NONE') return setPaymentStatus(order, status, now);
  if (endsUncharged(order.status)) return voidLatePayment(order);
  if (!awaitsPayment(purchase)) return setPaymentStatus(order, status, now);
  return continuePaid(purchase, order, status, now, times);
}

function continuePaid(
  purchase: Purchase,
  order: Order,
  status: PaymentStatus,
  now: Date,
  times: SagaTimes,
): PaymentStep {
  const paid = changeOrder(order, { paymentStatus: status }, now);
  const others = activeOrders(purchase).filter(({ id }) => id !== order.id);
  if (!others.every(hasMoney)) return { kind: 'purchase', change: keepWaiting(purchase, paid) };
  const orders = purchase.orders.map((each) => (each.id === order.id ? paid.after : each));
  const change = advanceSaga({ ...purchase, orders }, { kind: 'authorized' }, now, times);
  return { kind: 'purchase', change: { ...change, orders: [paid, ...change.orders] } };
}

/**
 * One order is paid, the others are not yet. The version of the saga rises, because two orders may be paid at the same time:
 * neither sees the other, so the second save must fail and read again to find the purchase complete.
 */
function keepWaiting({ checkout, saga }: Purchase, paid: OrderChange): PurchaseChange {
  const actions = checkout.actions.filter(({ orderId }) => orderId !== paid.after.id);
  return {
    checkout: { ...checkout, actions },
    saga: { ...saga, version: saga.version + 1 },
    orders: [paid],
    tasks: [],
    clearsCart: false,
  };
}

/**
 * The authorisation expired. While the order is under way, its current total is authorised again. For a delivered order the
 * capture notices the expiry and does the same.
 */
function followExpired(order: Order, now: Date): PaymentStep | null {
  const step = setPaymentStatus(order, 'VOIDED', now);
  if (step?.kind !== 'order' || !isUnderWay(order)) return step;
  const { id: orderId, totalMinor: amountMinor } = order;
  return { ...step, tasks: [{ orderId, kind: 'REAUTHORIZE', amountMinor, reason: 'the authorisation expired' }] };
}

/** The amount is authorised again. If the order has ended meanwhile, the payment is voided. */
function followReauthorized(order: Order, now: Date): PaymentStep | null {
  if (endsUncharged(order.status)) return voidLatePayment(order);
  return order.paymentStatus === 'VOIDED' ? setPaymentStatus(order, 'AUTHORIZED', now) : null;
}
