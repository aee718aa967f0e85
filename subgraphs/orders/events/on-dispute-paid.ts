import { paymentsPayment, trailOf } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import { followChargeback } from '../commands/disputes/follow-chargeback.ts';
import { settleDispute } from '../commands/disputes/settle-dispute.ts';
import type { OrdersServices } from '../services.ts';

const group = 'orders.disputes';

/** Notes that the refund of a decision is made, and follows disputes at the buyers' banks. */
export const onDisputePaid = ({ pool, disputes: { answerMs }, now }: OrdersServices): Consumer =>
  consumer({
    group,
    on: paymentsPayment,
    types: ['refunded', 'disputed', 'dispute_won', 'charged_back'],
    async handle(event) {
      const trail = trailOf(event, 'orders', now);
      if (event.type === 'payments.payment.refunded') {
        const { cause, payment } = event.data;
        if (cause !== 'DISPUTE') return;
        await onceOnly(pool, group, event, (tx) => settleDispute(tx, { orderId: payment.orderId }, trail));
        return;
      }
      await onceOnly(pool, group, event, (tx) => followChargeback(tx, event, { trail, answerMs }));
    },
  });
