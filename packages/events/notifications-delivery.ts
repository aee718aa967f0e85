import { z } from 'zod';
import { topic } from './topic.ts';

const plain = z.object({
  channel: z.enum(['EMAIL', 'SMS', 'IN_APP']),
  topic: z.string().describe('Topic of the message, such as `ORDERS`.'),
  template: z.string().describe('Name of the template, such as `order-shipped`.'),
});

/** Subject: the message's id. Sequence: the number of its attempts. No event says to whom it went, or its text. */
export const notificationsDelivery = topic(
  'notifications.delivery',
  'Mails and text messages, and whether they were sent',
  {
    sent: plain.describe('The provider has accepted it.'),
    failed: plain.describe('It was given up: refused, or tried as often as it may be. People may send it again.'),
  },
);
