import { ordersOrder, trailOf } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { endPayment } from '../commands/end-payment.ts';
import type { PaymentsServices } from '../services.ts';

/**
 * Voids the payment of an order that has ended. Orders voids payments itself; this is for a payment that orders could not
 * know, such as one that was authorised after the order had ended.
 */
export const onOrderGivenUp = (services: PaymentsServices): Consumer =>
  consumer({
    group: 'payments.orders-given-up',
    on: ordersOrder,
    types: ['cancelled', 'expired', 'failed'],
    handle: async (event) => {
      const reason = event.data.order.status;
      const input = { orderId: event.subject, kind: 'VOID', reason } as const;
      await endPayment(services, input, trailOf(event, 'payments', services.now));
    },
  });
