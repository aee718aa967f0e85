import { z } from 'zod';
import { topic } from './topic.ts';

/** Subject: the notification's id. No event has the text. */
export const notificationsNotification = topic('notifications.notification', 'Messages to people in the app', {
  added: z.object({
    userId: z.string(),
    topic: z.string().describe('Topic of the message, such as `ORDERS`.'),
    template: z.string().describe('Name of the template, such as `order-shipped`.'),
  }),
  read: z
    .object({ userId: z.string(), count: z.int().positive().describe('Number of notifications that were marked.') })
    .describe('The person marked notifications as read. The subject is the newest of them.'),
});
