import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { noteFormerEmail, saveContact } from '../store/contacts.ts';
import { mailTo } from '../domain/mail-to.ts';

/** Notifies the previous address: a thief of the account would not. */
export const onContactChanged = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersUser,
    types: ['contact_changed'],
    handle: async (event) => {
      const { email, previousEmail, firstName, locale, timeZone = null } = event.data;
      const userId = event.subject;
      await saveContact(services.db, { userId, email, firstName, locale, timeZone }, event.sequence);
      if (previousEmail === null || previousEmail === email) return;
      await noteFormerEmail(services.db, userId, previousEmail);
      const before = { userId, email: previousEmail, locale };
      await composeMessages(services, event, [
        mailTo(before, { template: 'email-changed', data: { firstName, email } }),
      ]);
    },
  });
