import { badUserInput } from '@soko/errors';
import { newId } from '@soko/ids';
import { chargeableStep } from '@soko/money';
import { type EarlierRefunds, leftToRefund, piecesLeft, priceLeft } from '../earlier-refunds.ts';
import type { Order } from '../order.ts';
import type { OrderStatus } from '../order-status.ts';
import { type WrongOrderStatus, wrongOrderStatus } from '../refusals.ts';
import type { Dispute, DisputedLine, DisputeReason } from './dispute.ts';
import { type AlreadyRefunded, alreadyRefunded, type DisputeWindowOver, disputeWindowOver } from './refusals.ts';

/** Statuses of orders that have left the warehouse. */
const shipped: readonly OrderStatus[] = ['IN_DELIVERY', 'DELIVERY_FAILED', 'FULFILLED'];

export interface Opening {
  reason: DisputeReason;
  /** Empty for the whole order. */
  lines: readonly DisputedLine[];
}

export interface DisputeTimes {
  /** Time after the delivery in which a buyer opens a dispute, in milliseconds. */
  windowMs: number;
  /** Time in which the seller answers, in milliseconds. */
  answerMs: number;
}

export interface OpeningFacts {
  order: Order;
  deliveredAt: Date | null;
  /** Number of earlier disputes of the order. */
  disputes: number;
  /** What earlier cases of the order refunded. */
  earlier: EarlierRefunds;
}

/** Why the order cannot be disputed now, or null. */
export function forbidsOpening(
  { order, deliveredAt, earlier }: Pick<OpeningFacts, 'order' | 'deliveredAt' | 'earlier'>,
  reason: DisputeReason,
  now: Date,
  { windowMs }: Pick<DisputeTimes, 'windowMs'>,
): WrongOrderStatus | DisputeWindowOver | AlreadyRefunded | null {
  const { status, paymentStatus } = order;
  if (reason === 'NOT_RECEIVED' && !shipped.includes(status)) {
    return wrongOrderStatus(status, 'An order that has not been shipped cannot be missing. Cancel it, or wait.');
  }
  if (reason !== 'NOT_RECEIVED' && status !== 'FULFILLED') {
    return wrongOrderStatus(status, `An order with status ${status} cannot be disputed; its status must be FULFILLED.`);
  }
  const left = leftToRefund(order, earlier);
  const isAllRefunded = order.totalMinor > 0n && left.goodsMinor + left.deliveryMinor === 0n;
  if (paymentStatus === 'REFUNDED' || paymentStatus === 'CHARGED_BACK' || isAllRefunded) return alreadyRefunded();
  const until = deliveredAt === null ? null : new Date(deliveredAt.getTime() + windowMs);
  return until !== null && until < now ? disputeWindowOver(until) : null;
}

/** Paid price of the goods in dispute that no earlier case refunded. Throws BAD_USER_INPUT for lines that the order does not have. */
export function disputedMinor(order: Order, lines: readonly DisputedLine[], earlier: EarlierRefunds): bigint {
  const step = chargeableStep(order.currency);
  const left = leftToRefund(order, earlier).goodsMinor;
  if (lines.length === 0) return left;
  const priceMinor = lines.reduce((sum, { lineId, quantity }, index) => {
    const refunded = earlier.lines.get(lineId);
    if (refunded === undefined) throw badUserInput('The order has no line with this id.', `lines.${index}.lineId`);
    const pieces = piecesLeft(refunded);
    if (quantity > pieces) {
      throw badUserInput(
        `The order has ${pieces} pieces of this line that were not refunded.`,
        `lines.${index}.quantity`,
      );
    }
    return sum + priceLeft(refunded, quantity, step);
  }, 0n);
  return priceMinor < left ? priceMinor : left;
}

/** A new dispute about an order. */
export function newDispute(
  { order, disputes, earlier }: OpeningFacts,
  { reason, lines }: Opening,
  now: Date,
  { answerMs }: Pick<DisputeTimes, 'answerMs'>,
): Dispute {
  return {
    id: newId('dsp'),
    number: `${order.number}-D${disputes + 1}`,
    orderId: order.id,
    orderNumber: order.number,
    kind: 'BUYER',
    reason,
    status: 'OPEN',
    sellerId: order.sellerId,
    buyerId: order.buyerId,
    currency: order.currency,
    amountMinor: disputedMinor(order, lines, earlier),
    lines,
    answerDueAt: new Date(now.getTime() + answerMs),
    outcome: null,
    decisionReason: null,
    refundMinor: 0n,
    refundDeliveryMinor: 0n,
    refundStatus: 'NONE',
    refundAttempt: 1,
    refundEndReason: null,
    bankRef: null,
    bankReason: null,
    evidenceSubmittedAt: null,
    acceptedAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
  };
}
