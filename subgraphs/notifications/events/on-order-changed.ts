import { type EventsOf, ordersOrder } from '@soko/events';
import { consumer } from '@soko/outbox';
import { createLetterWriter, type PlannedLetter } from '../commands/write-letters.ts';
import type { Letter } from '../domain/mail-to.ts';
import type { Reader } from '../domain/reader.ts';
import { orderGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';
import { titleList } from './title-list.ts';

type OrderEvent = EventsOf<typeof ordersOrder>;

const goodsOf = ({ order }: OrderEvent['data']) => ({
  number: order.number,
  titles: titleList(order.lines),
  total: moneyOf(order.total),
});

/** Ends of orders that need a mail. The buyer saw the others at once, when they placed the order. */
const toldFailures: Readonly<Record<string, 'payment-failed' | 'order-failed'>> = {
  PAYMENT_FAILED: 'payment-failed',
  PACKAGING_FAILED: 'order-failed',
  RETURNED_TO_SENDER: 'order-failed',
};

/** The mail to the buyer. Null for an event that needs no mail. */
function toBuyer(event: OrderEvent, { firstName }: Reader): Letter | null {
  const { order } = event.data;
  const goods = { firstName, ...goodsOf(event.data) };
  const { number } = goods;
  switch (event.type) {
    case 'orders.order.confirmed':
      return { template: 'order-confirmed', data: goods };
    case 'orders.order.modified':
      return { template: 'order-reduced', data: { ...goods, oldTotal: moneyOf(event.data.oldTotal) } };
    case 'orders.order.packaged':
      return { template: 'order-packed', data: goods };
    case 'orders.order.shipped':
      return { template: 'order-shipped', data: goods };
    case 'orders.order.delivery_failed':
      return { template: 'order-delivery-failed', data: { firstName, number, reason: event.data.reason } };
    case 'orders.order.fulfilled':
      // Files and licence keys have a mail of their own.
      return order.deliveryMethod === 'NONE' ? null : { template: 'order-delivered', data: goods };
    case 'orders.order.cancelled':
      return { template: 'order-cancelled', data: { ...goods, reason: event.data.reason } };
    case 'orders.order.refunded':
      return { template: 'order-refunded', data: { firstName, number, amount: moneyOf(event.data.amount) } };
    case 'orders.order.failed': {
      const template = toldFailures[order.status];
      return template === undefined ? null : { template, data: { firstName, number, reason: event.data.reason } };
    }
    default:
      return null;
  }
}

/** The mail to the seller. Null for an event that needs none. */
function toSeller(event: OrderEvent, { firstName }: { firstName: string }): Letter | null {
  const { order } = event.data;
  if (event.type === 'orders.order.confirmed')
    return { template: 'order-sold', data: { firstName, ...goodsOf(event.data), fee: moneyOf(order.fee) } };
  if (event.type === 'orders.order.cancelled')
    return { template: 'sale-cancelled', data: { firstName, number: order.number, reason: event.data.reason } };
  return null;
}

/** The seller hears of the end of a sale only when its beginning was mailed. */
const isToldToSeller = (event: OrderEvent): boolean =>
  event.type === 'orders.order.confirmed' ||
  (event.type === 'orders.order.cancelled' && event.data.wasConfirmed !== false);

function lettersOf(event: OrderEvent): PlannedLetter[] {
  const { buyerId, sellerId } = event.data.order;
  const letter: PlannedLetter = {
    to: 'buyer',
    orderId: event.subject,
    buyerId,
    write: (reader) => toBuyer(event, reader),
  };
  if (!isToldToSeller(event)) return [letter];
  return [letter, { to: 'seller', sellerId, write: (reader) => toSeller(event, reader) }];
}

/** The buyer hears of every step of an order, and the seller of a sale and of its end. */
export const onOrderChanged = (services: NotificationsServices) =>
  consumer({
    group: orderGroup,
    on: ordersOrder,
    types: [
      'confirmed',
      'modified',
      'packaged',
      'shipped',
      'delivery_failed',
      'fulfilled',
      'cancelled',
      'refunded',
      'failed',
    ],
    ...createLetterWriter(services, orderGroup, lettersOf),
  });
