import { TooEarly } from '@soko/event-bus';
import { type Envelope, topicOf, usersUser } from '@soko/events';
import { composeMessages } from '../commands/compose-messages.ts';
import { isStale } from '../domain/is-stale.ts';
import { type Letter, mailTo } from '../domain/mail-to.ts';
import type { NotificationsServices } from '../services.ts';
import { type Contact, findContacts } from '../store/contacts.ts';

/**
 * Mails a person whose event carries no address. Throws `TooEarly` while the contact is not known: events of two topics
 * arrive in any order. Those of one account arrive in theirs, so that an event of the account itself brings no mail then:
 * its registration does not come any more, and waiting would hold up other accounts. Erased people get no mail.
 */
export async function writeToPerson(
  services: NotificationsServices,
  event: Envelope,
  userId: string,
  letterTo: (contact: Contact) => Letter | Promise<Letter>,
): Promise<void> {
  if (isStale(event.time, services.now())) return;
  const contact = (await findContacts(services.pool, [userId])).get(userId);
  if (contact === undefined && topicOf(event.type) === usersUser.name) {
    services.log.warn({ event: event.id, type: event.type }, 'no mail: nothing is known of the account of an event');
    return;
  }
  if (contact === undefined) throw new TooEarly(`The contact of ${userId} is not known yet.`);
  if (contact === null) return;
  await composeMessages(services, event, [mailTo(contact, await letterTo(contact))]);
}
