import { type Envelope, type EventTrail, newEvent, ordersCheckout, ordersOrder } from '@soko/events';
import { goodsOf } from './cart-events.ts';
import type { Order, OrderChange } from './order.ts';
import { type OrderStatus, type PaymentStatus, wasConfirmed } from './order-status.ts';
import { paidByPart } from './promotions/promotion.ts';
import { discountsOf } from './promotions/redemption.ts';
import type { Checkout, CheckoutStatus } from './purchase.ts';

const moneyIn = (currency: string) => (amountMinor: bigint) => ({ amountMinor: amountMinor.toString(), currency });

/** The whole order, as events contain it. */
export function orderSnapshot(order: Order) {
  const money = moneyIn(order.currency);
  return {
    checkoutId: order.checkoutId,
    number: order.number,
    status: order.status,
    placedAt: order.createdAt.toISOString(),
    sellerId: order.sellerId,
    buyerId: order.buyerId,
    deliveryMethod: order.deliveryMethod,
    country: order.address?.country ?? null,
    lines: order.lines.map((line) => ({
      lineId: line.id,
      variantId: line.variantId,
      productId: line.productId,
      categoryId: line.categoryId,
      storeId: line.storeId,
      type: line.type,
      title: line.title,
      sku: line.sku,
      quantity: line.quantity,
      packedQuantity: line.packedQuantity,
      unitPrice: money(line.unitPriceMinor),
      offerId: line.offerId,
      discount: money(line.discountMinor),
      tax: money(line.taxMinor),
      taxIncluded: line.taxInclusive,
      fee: money(line.feeMinor),
    })),
    items: money(order.itemsMinor),
    delivery: money(order.deliveryMinor),
    tax: money(order.taxMinor),
    taxIncluded: money(order.taxIncludedMinor),
    discount: money(order.discountMinor),
    platformDiscount: money(paidByPart(discountsOf(order), 'PLATFORM')),
    platformDeliveryDiscount: money(paidByPart(order.deliveryDiscounts, 'PLATFORM')),
    fee: money(order.feeMinor),
    total: money(order.totalMinor),
  };
}

type EventOfStatus =
  | 'confirmed'
  | 'cancelled'
  | 'expired'
  | 'packaging_started'
  | 'packaged'
  | 'shipped'
  | 'delivery_failed'
  | 'fulfilled'
  | 'failed'
  | null;

/** The event to publish when an order reaches a status. Null when no event is needed. */
const eventOfStatus: Readonly<Record<OrderStatus, EventOfStatus>> = {
  PENDING: null,
  RESERVED: null,
  REJECTED: 'failed',
  CONFIRMED: 'confirmed',
  PAYMENT_FAILED: 'failed',
  EXPIRED: 'expired',
  CANCELLED: 'cancelled',
  PACKAGING: 'packaging_started',
  PACKAGED: 'packaged',
  PACKAGING_FAILED: 'failed',
  IN_DELIVERY: 'shipped',
  DELIVERY_FAILED: 'delivery_failed',
  RETURNED_TO_SENDER: 'failed',
  FULFILLED: 'fulfilled',
  // Events of the return announce these.
  RETURN_REQUESTED: null,
  RETURNED: null,
};

/** Payment statuses with an event of their own. `placed`, `confirmed` and `refunded` announce the others. */
const publishedPayments: readonly PaymentStatus[] = ['CAPTURED', 'PARTIALLY_CAPTURED', 'VOIDED', 'CHARGED_BACK'];

/** True when a payment change has an event of its own; so does an expired payment that is authorised again. */
const publishesPayment = (before: PaymentStatus, after: PaymentStatus): boolean =>
  before !== after && (publishedPayments.includes(after) || (before === 'VOIDED' && after === 'AUTHORIZED'));

/** Sums of a payment so far, in minor units. */
export interface PaidSums {
  capturedMinor: bigint;
  refundedMinor: bigint;
  chargedBackMinor: bigint;
}

/** The event that announces the sums of a payment after money came back to the seller, or a bank took some. */
export function paidEvent(
  order: Order,
  { wasConfirmed: isConfirmed, ...sums }: PaidSums & { wasConfirmed: boolean | undefined },
  trail: EventTrail,
): Envelope {
  const money = moneyIn(order.currency);
  const paid = {
    captured: money(sums.capturedMinor),
    refunded: money(sums.refundedMinor),
    chargedBack: money(sums.chargedBackMinor),
  };
  const data = { order: orderSnapshot(order), paymentStatus: order.paymentStatus, wasConfirmed: isConfirmed, paid };
  return newEvent(ordersOrder, 'payment_changed', { subject: order.id, sequence: order.version, data }, trail);
}

/** The events that a change of an order publishes. */
export function orderEvents({ before, after, reason, ...known }: OrderChange, trail: EventTrail): Envelope[] {
  const fact = { subject: after.id, sequence: after.version };
  const order = orderSnapshot(after);
  const events: Envelope[] = [];
  if (before.totalMinor !== after.totalMinor && after.status === 'PACKAGED') {
    const oldTotal = moneyIn(before.currency)(before.totalMinor);
    events.push(newEvent(ordersOrder, 'modified', { ...fact, data: { order, oldTotal } }, trail));
  }
  // An order whose return ended is delivered as before.
  const isNews = before.status !== after.status && before.status !== 'RETURN_REQUESTED';
  const type = isNews ? eventOfStatus[after.status] : null;
  if (type === 'cancelled') {
    const data = { order, reason, wasConfirmed: before.status === 'CONFIRMED' };
    events.push(newEvent(ordersOrder, type, { ...fact, data }, trail));
  } else if (type !== null) {
    events.push(newEvent(ordersOrder, type, { ...fact, data: { order, reason } }, trail));
  }
  const { paymentStatus } = after;
  // A method without holds takes the money before the order is confirmed: who hears only of confirmed orders hears it now.
  const isPaidNow = type === 'confirmed' && publishedPayments.includes(paymentStatus);
  if (isPaidNow || (!known.tellsPaid && publishesPayment(before.paymentStatus, paymentStatus))) {
    const data = { order, paymentStatus, wasConfirmed: wasConfirmed(after.status) ?? known.wasConfirmed };
    events.push(newEvent(ordersOrder, 'payment_changed', { ...fact, data }, trail));
  }
  if (before.receiptConfirmedAt === null && after.receiptConfirmedAt !== null) {
    events.push(newEvent(ordersOrder, 'receipt_confirmed', { ...fact, data: { order } }, trail));
  }
  return events;
}

/** The event that announces a refund. */
export const refundedEvent = (
  order: Order,
  refund: { amountMinor: bigint; refundedMinor: bigint; wasConfirmed: boolean | undefined },
  trail: EventTrail,
): Envelope => {
  const money = moneyIn(order.currency);
  const amounts = { amount: money(refund.amountMinor), refunded: money(refund.refundedMinor) };
  const data = { order: orderSnapshot(order), ...amounts, wasConfirmed: refund.wasConfirmed };
  return newEvent(ordersOrder, 'refunded', { subject: order.id, sequence: order.version, data }, trail);
};

export const placedEvent = (order: Order, trail: EventTrail): Envelope =>
  newEvent(
    ordersOrder,
    'placed',
    { subject: order.id, sequence: order.version, data: { order: orderSnapshot(order) } },
    trail,
  );

const checkoutFacts = (checkout: Checkout, orderIds: readonly string[]) => ({
  number: checkout.number,
  buyerId: checkout.buyerId,
  orderIds: [...orderIds],
  total: moneyIn(checkout.currency)(checkout.totalMinor),
});

export const startedEvent = (checkout: Checkout, orderIds: readonly string[], trail: EventTrail): Envelope =>
  newEvent(
    ordersCheckout,
    'started',
    { subject: checkout.id, sequence: 1, data: checkoutFacts(checkout, orderIds) },
    trail,
  );

const failedStatuses = ['REJECTED', 'PAYMENT_FAILED', 'EXPIRED', 'CANCELLED'] as const;
const hasFailed = (status: CheckoutStatus): status is (typeof failedStatuses)[number] =>
  failedStatuses.some((each) => each === status);

/** The events that a change of a checkout publishes. The version of its saga is their sequence. */
export function checkoutEvents(
  before: Checkout,
  after: Checkout,
  facts: { orders: readonly Order[]; sequence: number; reason: string | null },
  trail: EventTrail,
): Envelope[] {
  if (before.status === after.status) return [];
  const fact = { subject: after.id, sequence: facts.sequence };
  const data = checkoutFacts(
    after,
    facts.orders.map(({ id }) => id),
  );
  if (after.status === 'CONFIRMED') {
    const ordered = { cartId: after.cartId, goods: goodsOf(facts.orders) };
    return [newEvent(ordersCheckout, 'confirmed', { ...fact, data: { ...data, ...ordered } }, trail)];
  }
  if (!hasFailed(after.status)) return [];
  const { status } = after;
  return [
    newEvent(ordersCheckout, 'failed', { ...fact, data: { ...data, status, reason: facts.reason ?? '' } }, trail),
  ];
}
