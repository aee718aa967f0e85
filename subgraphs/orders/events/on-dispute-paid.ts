import { type EventsOf, type EventTrail, paymentsPayment, trailOf } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { type BankEvent, followChargeback } from '../commands/disputes/follow-chargeback.ts';
import { failRefundOfDispute, settleDispute } from '../commands/disputes/settle-dispute.ts';
import { readRefundKey } from '../domain/case-refund.ts';
import type { OrdersServices } from '../services.ts';

const group = 'orders.disputes';

type PaymentEvent = EventsOf<typeof paymentsPayment>;

/** A refund that was made, or that failed. */
type RefundEvent = Extract<PaymentEvent, { type: 'payments.payment.refunded' | 'payments.payment.refund_failed' }>;

const isRefund = (event: BankEvent | RefundEvent): event is RefundEvent =>
  event.type === 'payments.payment.refunded' || event.type === 'payments.payment.refund_failed';

async function followRefund(tx: Queryable, { type, data }: RefundEvent, trail: EventTrail): Promise<void> {
  const { orderId } = data.payment;
  const attempt = readRefundKey(data.request);
  if (type === 'payments.payment.refunded') {
    await settleDispute(tx, { orderId, caseId: attempt?.caseId ?? null }, trail);
  } else if (attempt) {
    await failRefundOfDispute(tx, { orderId, ...attempt, why: data.reason }, trail);
  }
}

/** Notes that the refund of a decision is made or failed, and follows disputes at the buyers' banks. */
export const onDisputePaid = ({ pool, disputes: { answerMs }, now }: OrdersServices): Consumer =>
  consumer({
    group,
    on: paymentsPayment,
    types: ['refunded', 'refund_failed', 'disputed', 'dispute_won', 'charged_back'],
    async handle(event) {
      const trail = trailOf(event, 'orders', now);
      if (isRefund(event) && event.data.cause !== 'DISPUTE') return;
      await onceOnly(pool, group, event, (tx) =>
        isRefund(event) ? followRefund(tx, event, trail) : followChargeback(tx, event, { trail, answerMs }),
      );
    },
  });
