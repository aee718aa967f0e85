import { badUserInput } from '@soko/errors';
import { type EarlierRefunds, leftToRefund } from '../earlier-refunds.ts';
import type { Order } from '../order.ts';
import { isPaid, isUnderWay } from '../order-status.ts';
import { type WrongOrderStatus, wrongOrderStatus } from '../refusals.ts';
import { changeDispute, type Dispute, type DisputeChange, type DisputeOutcome, isOpen } from './dispute.ts';
import {
  type AlreadyRefunded,
  alreadyRefunded,
  type BankDecides,
  bankDecides,
  type WrongDisputeStatus,
  wrongDisputeStatus,
} from './refusals.ts';

export interface Decision {
  outcome: DisputeOutcome;
  /** What a split refunds of the goods, in minor units. Null for the other outcomes. */
  goodsMinor: bigint | null;
  refundDelivery: boolean;
  reason: string;
}

export type DecisionRefusal = WrongOrderStatus | WrongDisputeStatus | AlreadyRefunded | BankDecides;

/**
 * What a decision refunds: all in minor units, delivery included in `refundMinor`, without what other cases refunded. Nothing for an
 * order that came back to the sender: its payment is voided all the same. Throws BAD_USER_INPUT for a wrong split.
 */
export function refundOf(
  dispute: Pick<Dispute, 'amountMinor'>,
  order: Order,
  { outcome, goodsMinor, refundDelivery }: Decision,
  earlier: EarlierRefunds,
): { refundMinor: bigint; refundDeliveryMinor: bigint } {
  if (outcome === 'SPLIT' ? goodsMinor === null : goodsMinor !== null) {
    throw badUserInput('`refundAmount` is required for the outcome `SPLIT`, and not for the others.', 'refundAmount');
  }
  if (goodsMinor !== null && goodsMinor >= dispute.amountMinor) {
    throw badUserInput('A split refunds less than the amount in dispute.', 'refundAmount.amount');
  }
  if (outcome === 'SELLER') {
    if (refundDelivery) throw badUserInput('A decision for the seller refunds nothing.', 'refundDelivery');
    return { refundMinor: 0n, refundDeliveryMinor: 0n };
  }
  if (order.status === 'RETURNED_TO_SENDER') return { refundMinor: 0n, refundDeliveryMinor: 0n };
  const left = leftToRefund(order, earlier);
  const wanted = goodsMinor ?? dispute.amountMinor;
  const refundDeliveryMinor = refundDelivery ? left.deliveryMinor : 0n;
  const refundMinor = (wanted < left.goodsMinor ? wanted : left.goodsMinor) + refundDeliveryMinor;
  return { refundMinor, refundDeliveryMinor };
}

/** True when the dispute was decided just so: a repeat of the decision. */
export const isDecidedSo = (
  dispute: Dispute,
  { outcome, reason }: Decision,
  { refundMinor }: { refundMinor: bigint },
): boolean =>
  dispute.status === 'RESOLVED' &&
  dispute.outcome === outcome &&
  dispute.decisionReason === reason &&
  dispute.refundMinor === refundMinor;

function forbidsDeciding(dispute: Dispute, order: Order, refundMinor: bigint): DecisionRefusal | null {
  const { status, answerDueAt } = dispute;
  if (!isOpen(dispute)) return wrongDisputeStatus(status, 'This dispute has ended.');
  if (dispute.kind === 'CHARGEBACK') return bankDecides(answerDueAt);
  if (status === 'OPEN') {
    return wrongDisputeStatus(status, `The seller has time to answer until ${answerDueAt.toISOString()}.`);
  }
  if (refundMinor === 0n) return null;
  if (order.paymentStatus === 'REFUNDED' || order.paymentStatus === 'CHARGED_BACK') return alreadyRefunded();
  if (isUnderWay(order) || !isPaid(order)) {
    return wrongOrderStatus(order.status, 'This order is not charged yet. Decide when its delivery has ended.');
  }
  return null;
}

/** Decides a dispute, or refuses to. Null for a repeat of the same decision. `earlier` is without this dispute. */
export function decideDispute(
  dispute: Dispute,
  { order, earlier }: { order: Order; earlier: EarlierRefunds },
  decision: Decision,
  now: Date,
): DisputeChange | DecisionRefusal | null {
  const refund = refundOf(dispute, order, decision, earlier);
  if (isDecidedSo(dispute, decision, refund)) return null;
  const refusal = forbidsDeciding(dispute, order, refund.refundMinor);
  if (refusal) return refusal;
  const { outcome, reason: decisionReason } = decision;
  const refundStatus = refund.refundMinor > 0n ? 'PENDING' : 'NONE';
  return changeDispute(dispute, { status: 'RESOLVED', outcome, decisionReason, ...refund, refundStatus }, now);
}
