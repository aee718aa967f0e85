import { ordersOrder, trailOf } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { endPayment } from '../commands/end-payment.ts';
import type { PaymentsServices } from '../services.ts';

/**
 * Nothing stays held for an order that will not be charged. Orders lets it go by itself; this is for what it could not
 * know of, such as an authorisation that came after it had given up.
 */
export const onOrderGivenUp = (services: PaymentsServices): Consumer =>
  consumer({
    group: 'payments.orders-given-up',
    on: ordersOrder,
    types: ['cancelled', 'expired', 'failed'],
    handle: async (event) => {
      const reason = event.data.order.status;
      const wish = { kind: 'VOID', amountMinor: null, reason } as const;
      await endPayment(services, event.subject, wish, trailOf(event, 'payments', services.now));
    },
  });
