import { type EventsOf, ordersDispute, ordersOrder, ordersReturn, paymentsPayment, walletsSale } from '@soko/events';
import type { RefundState, SaleChange } from './order-facts.ts';

type OrderEvent = EventsOf<typeof ordersOrder>;
type PaymentEvent = EventsOf<typeof paymentsPayment>;
type ReturnEvent = EventsOf<typeof ordersReturn>;
type DisputeEvent = EventsOf<typeof ordersDispute>;
type PostingEvent = EventsOf<typeof walletsSale>;

/** The topics of which the figures of sellers are made. */
export const saleTopics = [ordersOrder, paymentsPayment, ordersReturn, ordersDispute, walletsSale] as const;

export type SaleEvent = OrderEvent | PaymentEvent | ReturnEvent | DisputeEvent | PostingEvent;

type Line = OrderEvent['data']['order']['lines'][number];

const minor = ({ amountMinor }: { amountMinor: string }): bigint => BigInt(amountMinor);

function soldLine({ productId, unitPrice, quantity, packedQuantity }: Line) {
  const units = packedQuantity ?? quantity;
  return { productId, units, grossMinor: (minor(unitPrice) * BigInt(units)).toString() };
}

/** Statuses that an order has only after it was confirmed. One that is cancelled may not have been. */
const afterConfirmation: ReadonlySet<string> = new Set([
  'CONFIRMED',
  'PACKAGING',
  'PACKAGED',
  'PACKAGING_FAILED',
  'IN_DELIVERY',
  'DELIVERY_FAILED',
  'FULFILLED',
  'RETURN_REQUESTED',
  'RETURNED',
  'RETURNED_TO_SENDER',
]);

function readOrder({ subject, sequence, time, data }: OrderEvent): SaleChange {
  const { order } = data;
  // Events of early versions have no discounts of the platform.
  const platformMinor = order.platformDiscount === undefined ? 0n : minor(order.platformDiscount);
  return {
    kind: 'order',
    orderId: subject,
    sellerId: order.sellerId,
    currency: order.total.currency,
    state: {
      sequence,
      at: order.placedAt ?? time,
      status: order.status,
      wasConfirmed: afterConfirmation.has(order.status) || ('wasConfirmed' in data && data.wasConfirmed === true),
      grossMinor: order.items.amountMinor,
      discountMinor: (minor(order.discount) - platformMinor).toString(),
      feeMinor: order.fee.amountMinor,
      lines: order.lines.map(soldLine),
    },
  };
}

/** Money that went back to the buyer, or that failed to. Null for events that move nothing back. */
function refundOf(event: PaymentEvent): { refundId: string; state: RefundState } | null {
  const { id, time } = event;
  switch (event.type) {
    case 'payments.payment.refunded': {
      const { refundId, amount } = event.data;
      return { refundId: refundId ?? id, state: { amountMinor: amount.amountMinor, at: time, failedAt: null } };
    }
    case 'payments.payment.refund_failed': {
      const { refundId, amount } = event.data;
      return { refundId, state: { amountMinor: amount.amountMinor, at: null, failedAt: time } };
    }
    case 'payments.payment.charged_back': {
      const { amount, payment } = event.data;
      // An event of an early version took back all that was not refunded.
      const taken = amount === undefined ? minor(payment.captured) - minor(payment.refunded) : minor(amount);
      return { refundId: id, state: { amountMinor: taken.toString(), at: time, failedAt: null } };
    }
    default:
      return null;
  }
}

function readPayment(event: PaymentEvent): SaleChange | null {
  const refund = refundOf(event);
  if (refund === null) return null;
  const { orderId, sellerId, captured } = event.data.payment;
  return { kind: 'refund', orderId, sellerId, currency: captured.currency, ...refund };
}

/** Statuses of returns that came to nothing. */
const withoutReturn: ReadonlySet<string> = new Set(['DECLINED', 'CANCELLED']);

const readReturn = ({ subject, sequence, time, data }: ReturnEvent): SaleChange => ({
  kind: 'return',
  orderId: data.orderId,
  sellerId: data.sellerId,
  currency: data.currency,
  caseId: subject,
  state: { sequence, at: time, isLost: false, lostAt: null, counts: !withoutReturn.has(data.status) },
});

function readDispute({ subject, sequence, time, data: { dispute } }: DisputeEvent): SaleChange {
  const isLost = dispute.outcome === 'BUYER';
  return {
    kind: 'dispute',
    orderId: dispute.orderId,
    sellerId: dispute.sellerId,
    currency: dispute.amount.currency,
    caseId: subject,
    state: { sequence, at: time, isLost, lostAt: isLost ? time : null, counts: true },
  };
}

const readPosting = ({ subject, data: { orderId, sellerId, kind, at, seller } }: PostingEvent): SaleChange => ({
  kind: 'posting',
  orderId,
  sellerId,
  currency: seller.currency,
  reference: subject,
  state: { amountMinor: seller.amountMinor, at, isSale: kind === 'SALE' },
});

const isOf = <Prefix extends string>(
  event: SaleEvent,
  prefix: Prefix,
): event is SaleEvent & { type: `${Prefix}${string}` } => event.type.startsWith(prefix);

/** What an event says about the figures of a seller. Null when it says nothing. */
export function readSaleEvent(event: SaleEvent): SaleChange | null {
  if (isOf(event, 'orders.order.')) return readOrder(event);
  if (isOf(event, 'payments.payment.')) return readPayment(event);
  if (isOf(event, 'orders.return.')) return readReturn(event);
  if (isOf(event, 'wallets.sale.')) return readPosting(event);
  return readDispute(event);
}
