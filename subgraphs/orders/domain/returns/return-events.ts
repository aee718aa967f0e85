import { type Envelope, type EventTrail, newEvent, ordersReturn } from '@soko/events';
import type { Order } from '../order.ts';
import type { ReturnEvent } from './change-return.ts';
import type { Return } from './return.ts';

/** The whole return, as events contain it. */
const snapshotOf = (found: Return, order: Order) => ({
  caseId: found.id,
  number: found.number,
  orderId: found.orderId,
  orderNumber: order.number,
  sellerId: found.sellerId,
  buyerId: found.buyerId,
  currency: found.currency,
  status: found.status,
  lines: found.lines.map((each) => {
    const { variantId, productId, title } = order.lines.find(({ id }) => id === each.lineId)!;
    return { ...each, variantId, productId, title };
  }),
});

const moneyIn = ({ currency }: Return, amountMinor: bigint | null) => ({
  amountMinor: (amountMinor ?? 0n).toString(),
  currency,
});

/** The event that a step of a return publishes. */
export function returnEvent(
  after: Return,
  order: Order,
  type: ReturnEvent | 'requested',
  reason: string | null,
  trail: EventTrail,
): Envelope {
  const fact = { subject: after.id, sequence: after.version };
  const data = snapshotOf(after, order);
  const amounts = { refund: moneyIn(after, after.refundMinor), delivery: moneyIn(after, after.refundDeliveryMinor) };
  switch (type) {
    case 'requested': {
      const decisionDueAt = after.decisionDueAt.toISOString();
      return newEvent(ordersReturn, 'requested', { ...fact, data: { ...data, decisionDueAt } }, trail);
    }
    case 'approved': {
      const { instructions, buyerPaysReturn } = after;
      const sendDueAt = after.sendDueAt!.toISOString();
      const approval = { ...data, instructions, buyerPaysReturn, sendDueAt };
      return newEvent(ordersReturn, 'approved', { ...fact, data: approval }, trail);
    }
    case 'declined':
      return newEvent(ordersReturn, 'declined', { ...fact, data: { ...data, reason: reason ?? '' } }, trail);
    case 'shipped': {
      const trackingNumber = after.trackingNumber ?? '';
      return newEvent(ordersReturn, 'shipped', { ...fact, data: { ...data, trackingNumber } }, trail);
    }
    case 'received':
      return newEvent(ordersReturn, 'received', { ...fact, data: { ...data, ...amounts } }, trail);
    case 'refunded': {
      const refunded = moneyIn(after, after.refundedMinor);
      return newEvent(ordersReturn, 'refunded', { ...fact, data: { ...data, ...amounts, refunded } }, trail);
    }
    case 'refund_failed':
    case 'refund_retried':
      return newEvent(ordersReturn, type, { ...fact, data: { ...data, ...amounts } }, trail);
    case 'refund_ended':
      return newEvent(ordersReturn, type, { ...fact, data: { ...data, ...amounts, reason: reason ?? '' } }, trail);
    default:
      // Earlier versions of the consumers read a text only.
      return newEvent(ordersReturn, 'cancelled', { ...fact, data: { ...data, reason: reason ?? '' } }, trail);
  }
}
