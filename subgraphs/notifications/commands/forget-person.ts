import type { ContactStore } from '../store/contact-store.ts';
import type { MessageStore } from '../store/message-store.ts';

/** Removes every message to a person and how to reach them. What is told about them later finds nobody. */
export async function forgetPerson(
  { messages, contacts }: { messages: MessageStore; contacts: ContactStore },
  person: { userId: string; version: number },
): Promise<void> {
  const contact = await contacts.find(person.userId);
  await messages.removeAllTo({ userId: person.userId, email: contact?.email ?? null });
  await contacts.forget(person);
}
