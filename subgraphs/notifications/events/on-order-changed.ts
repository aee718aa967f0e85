import { type EventsOf, ordersOrder } from '@soko/events';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import { isStale } from '../domain/is-stale.ts';
import { type Letter, mailTo } from '../domain/mail-to.ts';
import { orderGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';
import { buyerOf, type Reader, sellerOf } from './readers.ts';
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

const isToldToSeller = ({ type }: OrderEvent): boolean =>
  type === 'orders.order.confirmed' || type === 'orders.order.cancelled';

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
    handle: async (event) => {
      if (isStale(event.time, services.now())) return;
      const { buyerId, sellerId } = event.data.order;
      const buyer = await buyerOf(services, event, { orderId: event.subject, buyerId });
      const seller = isToldToSeller(event) ? await sellerOf(services, event, sellerId) : null;
      const letters = [
        [buyer, buyer && toBuyer(event, buyer)],
        [seller, seller && toSeller(event, seller)],
      ] as const;
      const drafts = letters.flatMap(([reader, letter]) => (reader && letter ? [mailTo(reader, letter)] : []));
      await composeMessages(services, event, drafts, orderGroup);
    },
  });
