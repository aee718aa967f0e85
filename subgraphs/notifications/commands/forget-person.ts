import type { NotificationsServices } from '../services.ts';
import { eraseContact, findContact } from '../store/contacts.ts';
import { removeMessagesTo } from '../store/messages.ts';

/** Removes all messages to a person and empties their contact. Later events about the person write to no address. */
export async function forgetPerson(
  { db }: Pick<NotificationsServices, 'db'>,
  person: { userId: string; version: number },
): Promise<void> {
  const contact = await findContact(db, person.userId);
  await removeMessagesTo(db, { userId: person.userId, email: contact?.email ?? null });
  await eraseContact(db, person);
}
