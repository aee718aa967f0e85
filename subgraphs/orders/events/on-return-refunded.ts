import { paymentsPayment, trailOf } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import { failRefundOfReturn, settleReturn } from '../commands/returns/settle-return.ts';
import { readRefundKey } from '../domain/case-refund.ts';
import type { OrdersServices } from '../services.ts';

const group = 'orders.returns';

/** Ends a return when its refund is made, and shows support one that failed. */
export const onReturnRefunded = ({ pool, now }: OrdersServices): Consumer =>
  consumer({
    group,
    on: paymentsPayment,
    types: ['refunded', 'refund_failed'],
    async handle(event) {
      const { cause, amount, payment, request, reason: why } = event.data;
      if (cause !== 'RETURN') return;
      const { orderId } = payment;
      const attempt = readRefundKey(request);
      const trail = trailOf(event, 'orders', now);
      const refundedMinor = BigInt(amount.amountMinor);
      await onceOnly(pool, group, event, async (tx) => {
        if (event.type === 'payments.payment.refunded') {
          await settleReturn(tx, { orderId, caseId: attempt?.caseId ?? null, refundedMinor }, trail);
        } else if (attempt) {
          await failRefundOfReturn(tx, { orderId, ...attempt, why }, trail);
        }
      });
    },
  });
