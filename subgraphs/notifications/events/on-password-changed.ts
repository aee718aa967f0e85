import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { mailTo } from '../domain/mail-to.ts';

export const onPasswordChanged = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersUser,
    types: ['password_changed'],
    handle: async (event) => {
      const { by, firstName, email, locale } = event.data;
      const contact = { userId: event.subject, email, locale };
      await composeMessages(services, event, [
        mailTo(contact, { template: 'password-changed', data: { firstName, by } }),
      ]);
    },
  });
