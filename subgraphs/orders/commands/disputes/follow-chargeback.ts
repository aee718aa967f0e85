import type { EventsOf, EventTrail, paymentsPayment } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { type BankDispute, becomeChargeback, endChargeback, newChargeback } from '../../domain/disputes/chargeback.ts';
import { type Dispute, isOpen } from '../../domain/disputes/dispute.ts';
import { disputeEvent, resolvedEvent } from '../../domain/disputes/dispute-events.ts';
import type { Order } from '../../domain/order.ts';
import { lockOrder } from '../../store/cases.ts';
import { findByBankRef, findDisputeFacts, findDisputesOf, insertDispute } from '../../store/disputes/disputes.ts';
import { findEarlierRefunds } from '../../store/earlier-refunds.ts';
import { addDisputeHistory } from '../../store/disputes/messages.ts';
import { saveDisputeChange } from './change-in-order.ts';

type PaymentEvent = EventsOf<typeof paymentsPayment>;

/** An event of a payment about a dispute at the bank. */
export type BankEvent = Extract<
  PaymentEvent,
  { type: 'payments.payment.disputed' | 'payments.payment.dispute_won' | 'payments.payment.charged_back' }
>;

/** The dispute of an event. Events of earlier versions do not describe it: then it is all of the payment. */
function bankDisputeOf({ subject, data: { dispute, payment } }: BankEvent): BankDispute {
  const leftMinor = BigInt(payment.captured.amountMinor) - BigInt(payment.refunded.amountMinor);
  return {
    ref: dispute?.ref ?? `payment:${subject}`,
    reason: dispute?.reason ?? null,
    amountMinor: dispute ? BigInt(dispute.amount.amountMinor) : leftMinor,
    evidenceDueAt: dispute?.evidenceDueAt ? new Date(dispute.evidenceDueAt) : null,
  };
}

/** Opens the dispute of a chargeback. An open dispute of the buyer becomes the chargeback. */
async function openChargeback(
  tx: Queryable,
  order: Order,
  bank: BankDispute,
  { trail, answerMs }: { trail: EventTrail; answerMs: number },
): Promise<Dispute> {
  const disputes = await findDisputesOf(tx, [order.id]);
  const taken = disputes.find((each) => each.kind === 'BUYER' && isOpen(each));
  const now = trail.now();
  if (taken) {
    const change = becomeChargeback(taken, bank, now);
    await saveDisputeChange(tx, change, [disputeEvent('opened', change.after, trail)], trail);
    return change.after;
  }
  const earlier = await findEarlierRefunds(tx, order);
  const facts = { order, earlier, ...(await findDisputeFacts(tx, order.id)) };
  const dispute = newChargeback(facts, bank, now, answerMs);
  await insertDispute(tx, dispute);
  await addDisputeHistory(tx, { disputeId: dispute.id, at: now, from: null, to: 'OPEN', actor: trail.actor });
  await tell(tx, [disputeEvent('opened', dispute, trail)]);
  return dispute;
}

/**
 * Follows a chargeback: it opens a dispute by itself, and the bank's decision ends it. A decision whose beginning was missed opens
 * the dispute first. Within the caller's transaction.
 */
export async function followChargeback(
  tx: Queryable,
  event: BankEvent,
  { trail, answerMs }: { trail: EventTrail; answerMs: number },
): Promise<void> {
  const order = await lockOrder(tx, event.data.payment.orderId);
  if (order === null) return;
  const bank = bankDisputeOf(event);
  const known = await findByBankRef(tx, bank.ref);
  const dispute = known ?? (await openChargeback(tx, order, bank, { trail, answerMs }));
  if (event.type === 'payments.payment.disputed' || !isOpen(dispute)) return;
  const outcome = event.type === 'payments.payment.dispute_won' ? 'SELLER' : 'BUYER';
  const change = endChargeback(dispute, outcome, trail.now());
  await saveDisputeChange(tx, change, [resolvedEvent(change.after, order, trail)], trail);
}
