import { type Envelope, type EventTrail, newEvent, ordersDispute } from '@soko/events';
import type { Order } from '../order.ts';
import { type Dispute, holdsMoney, type Side } from './dispute.ts';

function factsOf(dispute: Dispute) {
  const money = (amountMinor: bigint) => ({ amountMinor: amountMinor.toString(), currency: dispute.currency });
  const { orderId, orderNumber, number, kind, reason, status, sellerId, buyerId, outcome } = dispute;
  return {
    orderId,
    orderNumber,
    number,
    kind,
    reason,
    status,
    sellerId,
    buyerId,
    outcome,
    amount: money(dispute.amountMinor),
    answerDueAt: dispute.answerDueAt.toISOString(),
    refund: money(dispute.refundMinor),
    holdsMoney: holdsMoney(dispute),
  };
}

const factOf = (dispute: Dispute) => ({ subject: dispute.id, sequence: dispute.version });

type PlainEvent = 'opened' | 'answered' | 'accepted' | 'refunded' | 'refund_failed' | 'refund_retried' | 'withdrawn';

export const disputeEvent = (type: PlainEvent, dispute: Dispute, trail: EventTrail): Envelope =>
  newEvent(ordersDispute, type, { ...factOf(dispute), data: { dispute: factsOf(dispute) } }, trail);

export const repliedEvent = (dispute: Dispute, side: Side, trail: EventTrail): Envelope =>
  newEvent(ordersDispute, 'replied', { ...factOf(dispute), data: { dispute: factsOf(dispute), side } }, trail);

export const readyEvent = (dispute: Dispute, cause: 'DEADLINE' | 'ANSWERS' | 'EVIDENCE', trail: EventTrail): Envelope =>
  newEvent(
    ordersDispute,
    'ready_for_decision',
    { ...factOf(dispute), data: { dispute: factsOf(dispute), cause } },
    trail,
  );

export const resolvedEvent = (dispute: Dispute, order: Pick<Order, 'status'>, trail: EventTrail): Envelope => {
  const isCharged = order.status !== 'RETURNED_TO_SENDER';
  const data = { dispute: factsOf(dispute), decision: dispute.decisionReason, isCharged };
  return newEvent(ordersDispute, 'resolved', { ...factOf(dispute), data }, trail);
};

export const refundEndedEvent = (dispute: Dispute, reason: string, trail: EventTrail): Envelope =>
  newEvent(ordersDispute, 'refund_ended', { ...factOf(dispute), data: { dispute: factsOf(dispute), reason } }, trail);
