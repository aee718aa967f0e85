import { type EventsOf, type EventTrail, ordersOrder, paymentsPayment, trailOf, usersSeller } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { postDisputeFee } from '../commands/cash/post-dispute-fee.ts';
import { postSale } from '../commands/cash/post-sales.ts';
import { undoRefund } from '../commands/cash/undo-refund.ts';
import type { WalletsServices } from '../services.ts';
import { releaseRefund, reserveRefund, type ReservedRefund } from '../store/payouts/refund-reserve.ts';
import { insertSaleRefund } from '../store/cash/sale-refunds.ts';
import {
  insertSale,
  lockOrder,
  noteSaleOrder,
  type SaleOrder,
  saveAvailable,
  saveDisputed,
} from '../store/cash/sales.ts';
import { noteSeller } from '../store/sellers/users.ts';

type Services = Pick<WalletsServices, 'pool' | 'now' | 'settings' | 'payouts'>;

const termsOf = ({ now, settings }: Services, event: OrderEvent | PaymentEvent) => ({
  now: now(),
  feePolicy: settings.refundFeePolicy,
  trail: trailOf(event, 'wallets', now),
});
type OrderEvent = EventsOf<typeof ordersOrder>;
type PaymentEvent = EventsOf<typeof paymentsPayment>;

const group = 'wallets.sales';

const minorOf = ({ amountMinor }: { amountMinor: string }): bigint => BigInt(amountMinor);

/** Events of early versions have no such amount. */
const optionalMinor = (money: { amountMinor: string } | undefined): bigint =>
  money === undefined ? 0n : minorOf(money);

/** Statuses of a payment after which an order has its final prices. */
const charged: readonly string[] = ['CAPTURED', 'PARTIALLY_CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CHARGED_BACK'];

/** Statuses of an order whose goods have arrived. */
const delivered: ReadonlySet<string> = new Set(['FULFILLED', 'RETURN_REQUESTED', 'RETURNED']);

function toSaleOrder({ type, subject, sequence, time, data }: OrderEvent): SaleOrder {
  const { order } = data;
  const delivery = optionalMinor(order.platformDeliveryDiscount);
  const isCharged = type === 'orders.order.payment_changed' && charged.includes(data.paymentStatus);
  return {
    orderId: subject,
    sellerId: order.sellerId,
    currency: order.total.currency,
    number: order.number,
    totalMinor: minorOf(order.total),
    // The platform's income from the delivery is less by the discount on it that the platform pays.
    deliveryMinor: minorOf(order.delivery) - delivery,
    promotionsMinor: optionalMinor(order.platformDiscount) - delivery,
    taxMinor: minorOf(order.tax) + minorOf(order.taxIncluded),
    feeMinor: minorOf(order.fee),
    sequence,
    isFinal: isCharged || type === 'orders.order.refunded',
    receivedAt: type === 'orders.order.receipt_confirmed' ? new Date(time) : null,
    fulfilledAt: type === 'orders.order.fulfilled' || delivered.has(order.status) ? new Date(time) : null,
  };
}

/**
 * Knows the prices of orders, and posts sales that waited for them. Every capture comes with a `payment_changed`, so earlier
 * events of an order are not read: a checkout costs no statement here.
 */
export const onOrderPriced = (services: Services): Consumer =>
  consumer({
    group,
    on: ordersOrder,
    types: ['modified', 'fulfilled', 'payment_changed', 'refunded', 'receipt_confirmed'],
    handle: (event) =>
      onceOnly(services.pool, group, event, async (tx) => {
        await lockOrder(tx, event.subject);
        await noteSaleOrder(tx, toSaleOrder(event), services.now());
        await postSale(tx, event.subject, termsOf(services, event));
        await saveAvailable(tx, event.subject, services.payouts.holdMs);
      }),
  });

/** What a refund of an event keeps out of payouts, or kept. */
const reserveOf = ({
  subject: paymentId,
  time,
  data: { refundId, amount },
}: Pick<PaymentEvent, 'subject' | 'time'> & {
  data: { refundId: string | null; amount: { amountMinor: string } };
}): ReservedRefund => ({ refundId: refundId!, paymentId, amountMinor: minorOf(amount), at: new Date(time) });

async function notePayment(tx: Queryable, event: PaymentEvent, terms: { now: Date; trail: EventTrail }): Promise<void> {
  const { payment } = event.data;
  const paymentId = event.subject;
  const at = new Date(event.time);
  switch (event.type) {
    case 'payments.payment.captured': {
      const { orderId, sellerId, method, captured } = payment;
      const facts = { paymentId, orderId, sellerId, method, currency: captured.currency };
      const sale = { ...facts, capturedMinor: minorOf(captured), capturedAt: at };
      return insertSale(tx, sale);
    }
    case 'payments.payment.refund_begun':
      return reserveRefund(tx, reserveOf(event));
    case 'payments.payment.refunded': {
      if (event.data.refundId !== null) await releaseRefund(tx, reserveOf(event));
      // A refund that was made at the provider has no id of its own.
      const reference = event.data.refundId ?? `payment:${paymentId}:refund:${event.sequence}`;
      const { amount, cause, delivery, feeReturned } = event.data;
      return insertSaleRefund(tx, {
        reference: `refund:${reference}`,
        paymentId,
        amountMinor: minorOf(amount),
        kind: 'REFUND',
        at,
        cause,
        deliveryMinor: delivery === null ? null : minorOf(delivery),
        feeReturned,
      });
    }
    case 'payments.payment.refund_failed':
      await releaseRefund(tx, reserveOf(event));
      return undoRefund(tx, payment.orderId, { reference: `refund:${event.data.refundId}`, at }, terms);
    case 'payments.payment.charged_back': {
      await saveDisputed(tx, paymentId, false);
      const { amount } = event.data;
      const amountMinor = amount ? minorOf(amount) : minorOf(payment.captured) - minorOf(payment.refunded);
      // A bank may take a payment back in parts.
      const isFirst = !amount || !payment.chargedBack || minorOf(payment.chargedBack) === amountMinor;
      const reference = `payment:${paymentId}:chargeback${isFirst ? '' : `:${event.sequence}`}`;
      const facts = { kind: 'CHARGEBACK', cause: 'OTHER', deliveryMinor: null, feeReturned: null } as const;
      if (amountMinor > 0n) await insertSaleRefund(tx, { reference, paymentId, amountMinor, at, ...facts });
      return;
    }
    case 'payments.payment.disputed':
      return saveDisputed(tx, paymentId, true);
    case 'payments.payment.dispute_won':
      return saveDisputed(tx, paymentId, false);
    default:
      return;
  }
}

/** Posts every captured and refunded payment, whatever its provider. */
export const onPaymentCharged = (services: Services): Consumer =>
  consumer({
    group,
    on: paymentsPayment,
    types: ['captured', 'refund_begun', 'refunded', 'refund_failed', 'disputed', 'dispute_won', 'charged_back'],
    handle: (event) =>
      onceOnly(services.pool, group, event, async (tx) => {
        await lockOrder(tx, event.data.payment.orderId);
        const terms = termsOf(services, event);
        await notePayment(tx, event, terms);
        // The account of the seller is locked before those of Soko.
        await postSale(tx, event.data.payment.orderId, terms);
        await postDisputeFee(tx, event);
        await saveAvailable(tx, event.data.payment.orderId, services.payouts.holdMs);
      }),
  });

/** Keeps the user of each seller, who sees the seller's balance. */
export const onSellerChanged = ({ pool }: Pick<WalletsServices, 'pool'>): Consumer =>
  consumer({
    group: 'wallets.sellers',
    on: usersSeller,
    handle: ({ subject, sequence, data }) => noteSeller(pool, { id: subject, userId: data.userId, sequence }),
  });
