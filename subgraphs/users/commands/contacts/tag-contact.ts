import type { UsersContext } from '../../context.ts';
import { type Contact, joinTags, maxTags, readTags } from '../../domain/contacts/contact.ts';
import { type accountSuspended, limitReached } from '../../domain/refusals.ts';
import { saveContact } from '../../store/contacts/contacts.ts';
import { withOwnContact } from './with-own-contact.ts';

export interface TagContactInput {
  contactId: string;
  tags: readonly string[];
}

/** Adds tags to a contact. */
export async function tagContact(
  context: UsersContext,
  { contactId, tags }: TagContactInput,
): Promise<Contact | ReturnType<typeof limitReached | typeof accountSuspended>> {
  const added = readTags(tags, 1);
  return withOwnContact(context, contactId, async (tx, contact) => {
    const joined = joinTags(contact.tags, added);
    if (joined.length > maxTags) return limitReached(maxTags, 'tags');
    return saveContact(tx, contactId, { tags: joined, lastActiveAt: context.now() });
  });
}
