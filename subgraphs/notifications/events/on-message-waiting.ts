import { chatConversation } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

/** One mail for messages that a person has not read for minutes. Chat publishes it once until they are read. */
export const onMessageWaiting = (services: NotificationsServices) =>
  consumer({
    group,
    on: chatConversation,
    types: ['message_waiting'],
    handle: async (event) => {
      const { recipientId, unread, about } = event.data;
      await writeToPerson(services, event, recipientId, ({ firstName }) => ({
        template: 'message-waiting',
        data: { firstName, unread, about },
      }));
    },
  });
