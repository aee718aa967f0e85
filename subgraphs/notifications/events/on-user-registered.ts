import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { saveContact } from '../store/contacts.ts';

/** Saves the contact. No welcome yet: the address may belong to another person until its code is verified. */
export const onUserRegistered = ({ db }: NotificationsServices) =>
  consumer({
    group,
    on: usersUser,
    types: ['registered'],
    handle: async ({ subject, sequence, data: { email, firstName, locale, timeZone } }) =>
      saveContact(db, { userId: subject, email, firstName, locale, timeZone: timeZone ?? null }, sequence),
  });
