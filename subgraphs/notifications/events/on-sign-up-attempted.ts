import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { mailTo } from '../domain/mail-to.ts';

export const onSignUpAttempted = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersUser,
    types: ['sign_up_attempted'],
    handle: async (event) => {
      const { firstName, ...reader } = event.data;
      const contact = { userId: event.subject, ...reader };
      await composeMessages(services, event, [mailTo(contact, { template: 'sign-up-attempted', data: { firstName } })]);
    },
  });
