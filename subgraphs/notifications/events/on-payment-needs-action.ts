import { type EventsOf, paymentsPayment } from '@soko/events';
import { consumer } from '@soko/outbox';
import { createLetterWriter, type PlannedLetter } from '../commands/write-letters.ts';
import { orderGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';

type NeedsAction = Extract<EventsOf<typeof paymentsPayment>, { type: 'payments.payment.requires_action' }>;

function lettersOf({ data: { payment } }: NeedsAction): PlannedLetter[] {
  if (payment.method !== 'STRIPE_CARD') return [];
  const { orderId, buyerId } = payment;
  return [
    {
      to: 'buyer',
      orderId,
      buyerId,
      write: ({ firstName }) => ({ template: 'payment-needs-action', data: { firstName } }),
    },
  ];
}

/** A bank wants the buyer to confirm a payment. M-Pesa asks at the phone itself. */
export const onPaymentNeedsAction = (services: NotificationsServices) =>
  consumer({
    group: orderGroup,
    on: paymentsPayment,
    types: ['requires_action'],
    ...createLetterWriter(services, orderGroup, lettersOf),
  });
