import { paymentsPayment } from '@soko/events';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import { isStale } from '../domain/is-stale.ts';
import { mailTo } from '../domain/mail-to.ts';
import { orderGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { buyerOf } from './readers.ts';

/** A bank wants the buyer to confirm a payment. M-Pesa asks at the phone itself. */
export const onPaymentNeedsAction = (services: NotificationsServices) =>
  consumer({
    group: orderGroup,
    on: paymentsPayment,
    types: ['requires_action'],
    handle: async (event) => {
      const { payment } = event.data;
      if (isStale(event.time, services.now()) || payment.method !== 'STRIPE_CARD') return;
      const buyer = await buyerOf(services, event, payment);
      if (buyer === null) return;
      const letter = mailTo(buyer, { template: 'payment-needs-action', data: { firstName: buyer.firstName } });
      await composeMessages(services, event, [letter], orderGroup);
    },
  });
