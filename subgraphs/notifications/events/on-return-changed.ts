import { type EventsOf, ordersReturn } from '@soko/events';
import { consumer } from '@soko/outbox';
import { createLetterWriter, type PlannedLetter } from '../commands/write-letters.ts';
import type { Letter } from '../domain/mail-to.ts';
import type { Reader } from '../domain/reader.ts';
import { orderGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';
import { titleList } from './title-list.ts';

type ReturnEvent = EventsOf<typeof ordersReturn>;

const goodsOf = ({ number, lines }: ReturnEvent['data']) => ({ returnNumber: number, titles: titleList(lines) });

const refundOf = ({ number, refund }: { number: string; refund: Parameters<typeof moneyOf>[0] }) => ({
  caseNumber: number,
  refund: moneyOf(refund),
});

/** The time cancels a return for which nothing was sent; its reason in the history is in English. */
const causeOf = (reason: string | null, { kind }: ReturnEvent['actor']) =>
  kind === 'service' ? { reason: null, isOverdue: true } : { reason: reason || null, isOverdue: false };

/** The mail to the buyer. Null for what they did a moment ago, and for the refund, which has a mail of its own. */
function toBuyer({ type, data, actor }: ReturnEvent, { firstName }: Reader): Letter | null {
  const about = { firstName, number: data.orderNumber, ...goodsOf(data) };
  switch (type) {
    case 'orders.return.requested':
      return { template: 'return-requested', data: { ...about, until: new Date(data.decisionDueAt) } };
    case 'orders.return.approved': {
      const { instructions, sendDueAt, buyerPaysReturn: buyerPays } = data;
      return { template: 'return-approved', data: { ...about, instructions, until: new Date(sendDueAt), buyerPays } };
    }
    case 'orders.return.declined':
      return { template: 'return-declined', data: { ...about, reason: data.reason } };
    case 'orders.return.received':
      return { template: 'return-received', data: { ...about, refund: moneyOf(data.refund) } };
    case 'orders.return.cancelled':
      return { template: 'return-cancelled', data: { ...about, ...causeOf(data.reason, actor) } };
    case 'orders.return.refund_failed':
      return { template: 'refund-failed', data: { firstName, ...refundOf(data) } };
    case 'orders.return.refund_ended':
      return { template: 'refund-ended', data: { firstName, ...refundOf(data), reason: data.reason } };
    default:
      return null;
  }
}

/** The mail to the seller. Null for what they decided themselves. */
function toSeller({ type, data, actor }: ReturnEvent, { firstName }: { firstName: string }): Letter | null {
  const about = { firstName, ...goodsOf(data) };
  switch (type) {
    case 'orders.return.requested':
      return { template: 'sale-return-requested', data: { ...about, until: new Date(data.decisionDueAt) } };
    case 'orders.return.approved':
      return actor.kind === 'service' ? { template: 'sale-return-approved', data: about } : null;
    case 'orders.return.shipped':
      return { template: 'sale-return-shipped', data: { ...about, trackingNumber: data.trackingNumber } };
    case 'orders.return.refunded':
      return { template: 'sale-return-refunded', data: { ...about, refunded: moneyOf(data.refunded) } };
    case 'orders.return.cancelled':
      return { template: 'sale-return-cancelled', data: { ...about, ...causeOf(data.reason, actor) } };
    case 'orders.return.refund_failed':
      return { template: 'sale-refund-failed', data: { firstName, ...refundOf(data) } };
    case 'orders.return.refund_ended':
      return { template: 'sale-refund-ended', data: { firstName, ...refundOf(data), reason: data.reason } };
    default:
      return null;
  }
}

const lettersOf = (event: ReturnEvent): PlannedLetter[] => {
  const { orderId, buyerId, sellerId } = event.data;
  return [
    { to: 'buyer', orderId, buyerId, write: (reader) => toBuyer(event, reader) },
    { to: 'seller', sellerId, write: (reader) => toSeller(event, reader) },
  ];
};

/** The buyer and the seller hear of every step of a return that the other, the warehouse or the time has made. */
export const onReturnChanged = (services: NotificationsServices) =>
  consumer({ group: orderGroup, on: ordersReturn, ...createLetterWriter(services, orderGroup, lettersOf) });
