import { paymentsPayment, trailOf } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import { settleReturn } from '../commands/returns/settle-return.ts';
import type { OrdersServices } from '../services.ts';

const group = 'orders.returns';

/** Ends a return when its refund is made. */
export const onReturnRefunded = ({ pool, now }: OrdersServices): Consumer =>
  consumer({
    group,
    on: paymentsPayment,
    types: ['refunded'],
    async handle(event) {
      const { cause, amount, payment } = event.data;
      if (cause !== 'RETURN') return;
      const refund = { orderId: payment.orderId, refundedMinor: BigInt(amount.amountMinor) };
      await onceOnly(pool, group, event, (tx) => settleReturn(tx, refund, trailOf(event, 'orders', now)));
    },
  });
