import type { UsersContext } from '../../context.ts';
import { type Contact, readTags } from '../../domain/contacts/contact.ts';
import type { accountSuspended } from '../../domain/refusals.ts';
import { saveContact } from '../../store/contacts/contacts.ts';
import type { TagContactInput } from './tag-contact.ts';
import { withOwnContact } from './with-own-contact.ts';

/** Removes tags from a contact. */
export async function untagContact(
  context: UsersContext,
  { contactId, tags }: TagContactInput,
): Promise<Contact | ReturnType<typeof accountSuspended>> {
  const removed = new Set(readTags(tags, 1));
  return withOwnContact(context, contactId, (tx, contact) => {
    const kept = contact.tags.filter((tag) => !removed.has(tag));
    return saveContact(tx, contactId, { tags: kept, lastActiveAt: context.now() });
  });
}
