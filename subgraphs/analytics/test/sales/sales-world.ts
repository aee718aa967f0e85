import {
  type Envelope,
  newEvent,
  ordersDispute,
  ordersOrder,
  ordersReturn,
  paymentsPayment,
  walletsSale,
} from '@soko/events';
import { newId } from '@soko/ids';

export const trailAt = (at: string) => ({
  correlationId: newId('req'),
  causationId: null,
  actor: { kind: 'service' as const, id: 'orders' },
  now: () => new Date(at),
});

export interface SpecOrder {
  id: string;
  sellerId: string;
  currency: string;
  placedAt: string;
  deliveryMinor: number;
  /** Discount of the seller, and of the platform beside it. */
  discountMinor: number;
  platformMinor: number;
  feeMinor: number;
  lines: {
    productId: string;
    quantity: number;
    packed: number | null;
    priceMinor: number;
    storeId?: string;
    feeMinor?: number;
  }[];
}

/** An order of one piece of 10.00 EUR, placed at noon. */
export const specOrder = (given: Partial<SpecOrder> = {}): SpecOrder => ({
  id: newId('ord'),
  sellerId: 'slr_1',
  currency: 'EUR',
  placedAt: '2026-03-10T12:00:00.000Z',
  deliveryMinor: 300,
  discountMinor: 0,
  platformMinor: 0,
  feeMinor: 100,
  lines: [{ productId: 'prd_1', quantity: 1, packed: null, priceMinor: 1_000 }],
  ...given,
});

const moneyOf = (currency: string) => (minor: number) => ({ amountMinor: String(minor), currency });

export const itemsOf = ({ lines }: SpecOrder): number =>
  lines.reduce((sum, { priceMinor, packed, quantity }) => sum + priceMinor * (packed ?? quantity), 0);

function snapshot(order: SpecOrder, status: string, { isOld = false } = {}) {
  const money = moneyOf(order.currency);
  const items = itemsOf(order);
  return {
    checkoutId: 'chk_1',
    number: 'SO-1',
    status,
    ...(isOld ? {} : { placedAt: order.placedAt }),
    sellerId: order.sellerId,
    buyerId: 'usr_buyer',
    deliveryMethod: 'STANDARD' as const,
    country: 'KE',
    lines: order.lines.map(({ productId, quantity, packed, priceMinor, storeId = null, feeMinor = 0 }, at) => ({
      lineId: `orl_${at}`,
      variantId: `var_${at}`,
      productId,
      categoryId: 'cat_1',
      storeId,
      type: 'PHYSICAL' as const,
      title: 'Basket',
      sku: 'B',
      quantity,
      packedQuantity: packed,
      unitPrice: money(priceMinor),
      tax: money(0),
      taxIncluded: true,
      fee: money(feeMinor),
    })),
    items: money(items),
    delivery: money(order.deliveryMinor),
    tax: money(0),
    taxIncluded: money(0),
    discount: money(order.discountMinor + order.platformMinor),
    ...(isOld ? {} : { platformDiscount: money(order.platformMinor) }),
    fee: money(order.feeMinor),
    total: money(items + order.deliveryMinor - order.discountMinor - order.platformMinor),
  };
}

type OrderEventType = 'placed' | 'confirmed' | 'modified' | 'cancelled' | 'expired' | 'fulfilled' | 'failed';

interface When {
  at?: string;
  sequence: number;
  /** As it was published before events had the time of the order. */
  isOld?: boolean;
}

export function orderEvent(order: SpecOrder, type: OrderEventType, status: string, when: When): Envelope {
  const facts = { order: snapshot(order, status, when) };
  const reasons = ['cancelled', 'expired', 'failed'];
  const data = {
    ...facts,
    ...(reasons.includes(type) ? { reason: null } : {}),
    ...(type === 'modified' ? { oldTotal: facts.order.total } : {}),
  };
  const { sequence, at = order.placedAt } = when;
  return newEvent(ordersOrder, type, { subject: order.id, sequence, data }, trailAt(at));
}

/** The events of an order that was placed and paid. */
export const soldEvents = (order: SpecOrder, when: Partial<When> = {}): Envelope[] => [
  orderEvent(order, 'placed', 'PENDING', { sequence: 1, ...when }),
  orderEvent(order, 'confirmed', 'CONFIRMED', { ...when, sequence: 3 }),
];

const paymentOf = (order: SpecOrder) => {
  const money = moneyOf(order.currency);
  const paid = money(itemsOf(order) + order.deliveryMinor);
  return {
    orderId: order.id,
    checkoutId: 'chk_1',
    sellerId: order.sellerId,
    buyerId: 'usr_buyer',
    method: 'STRIPE_CARD' as const,
    status: 'CAPTURED',
    authorized: paid,
    captured: paid,
    refunded: money(0),
  };
};

type Moved = { at: string; sequence: number; amountMinor: number; refundId?: string };

export const refundEvent = (
  order: SpecOrder,
  { at, sequence, amountMinor, refundId = newId('req') }: Moved,
): Envelope => {
  const amount = moneyOf(order.currency)(amountMinor);
  const data = { payment: paymentOf(order), refundId, amount, reason: 'Damaged' };
  return newEvent(paymentsPayment, 'refunded', { subject: `pay_${order.id}`, sequence, data }, trailAt(at));
};

export const refundFailedEvent = (
  order: SpecOrder,
  { at, sequence, amountMinor, refundId = newId('req') }: Moved,
): Envelope => {
  const amount = moneyOf(order.currency)(amountMinor);
  const data = { payment: paymentOf(order), refundId, amount, reason: 'Closed account' };
  return newEvent(paymentsPayment, 'refund_failed', { subject: `pay_${order.id}`, sequence, data }, trailAt(at));
};

/** As banks take money back. Events of early versions have no amount. */
export const chargedBackEvent = (
  order: SpecOrder,
  { at, sequence, amountMinor }: Omit<Moved, 'amountMinor'> & { amountMinor: number | null },
): Envelope => {
  const amount = amountMinor === null ? {} : { amount: moneyOf(order.currency)(amountMinor) };
  const data = { payment: paymentOf(order), ...amount };
  return newEvent(paymentsPayment, 'charged_back', { subject: `pay_${order.id}`, sequence, data }, trailAt(at));
};

interface Posting {
  kind: 'SALE' | 'REFUND' | 'CHARGEBACK' | 'REVERSAL';
  at: string;
  sellerMinor: number;
  name?: string;
}

/** As wallets tells of a transaction in the ledger. */
export const postingEvent = (order: SpecOrder, { kind, at, sellerMinor, name = kind }: Posting): Envelope => {
  const money = moneyOf(order.currency);
  const { id: orderId, sellerId } = order;
  const data = { orderId, paymentId: `pay_${orderId}`, sellerId, kind, at, seller: money(sellerMinor), fee: money(0) };
  return newEvent(walletsSale, 'posted', { subject: `${orderId}:${name}`, sequence: 1, data }, trailAt(at));
};

/** The charge of all that the order costs. */
export const capturedEvent = (order: SpecOrder, at: string): Envelope =>
  newEvent(
    paymentsPayment,
    'captured',
    { subject: `pay_${order.id}`, sequence: 2, data: { payment: paymentOf(order) } },
    trailAt(at),
  );

/** An event that says nothing about the figures. */
export const authorizedEvent = (order: SpecOrder, at: string): Envelope =>
  newEvent(
    paymentsPayment,
    'authorized',
    { subject: `pay_${order.id}`, sequence: 1, data: { payment: paymentOf(order) } },
    trailAt(at),
  );

export function returnEvent(
  order: SpecOrder,
  type: 'requested' | 'declined' | 'cancelled',
  { id, at, sequence }: { id: string; at: string; sequence: number },
): Envelope {
  const facts = {
    caseId: id,
    number: 'SO-1-R1',
    orderId: order.id,
    orderNumber: 'SO-1',
    sellerId: order.sellerId,
    buyerId: 'usr_buyer',
    currency: order.currency,
    status: type.toUpperCase(),
    lines: [],
  };
  const data = { ...facts, ...(type === 'requested' ? { decisionDueAt: at } : { reason: 'No' }) };
  return newEvent(ordersReturn, type, { subject: id, sequence, data }, trailAt(at));
}

export function disputeEvent(
  order: SpecOrder,
  type: 'opened' | 'resolved' | 'refunded',
  {
    id,
    at,
    sequence,
    outcome,
  }: { id: string; at: string; sequence: number; outcome: 'BUYER' | 'SELLER' | 'SPLIT' | null },
): Envelope {
  const money = moneyOf(order.currency);
  const dispute = {
    orderId: order.id,
    orderNumber: 'SO-1',
    number: 'SO-1-D1',
    kind: 'BUYER' as const,
    reason: 'NOT_RECEIVED' as const,
    status: outcome === null ? ('OPEN' as const) : ('RESOLVED' as const),
    sellerId: order.sellerId,
    buyerId: 'usr_buyer',
    amount: money(500),
    answerDueAt: at,
    outcome,
    refund: money(outcome === 'SPLIT' ? 200 : 0),
    holdsMoney: outcome === null,
  };
  const data = { dispute, ...(type === 'resolved' ? { decision: null } : {}) };
  return newEvent(ordersDispute, type, { subject: id, sequence, data }, trailAt(at));
}
