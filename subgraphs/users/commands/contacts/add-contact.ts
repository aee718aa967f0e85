import { notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import { readEmail, readName, readOptional } from '@soko/input';
import type { UsersContext } from '../../context.ts';
import { type Contact, joinTags, maxContacts, maxTags, readTags } from '../../domain/contacts/contact.ts';
import { type accountSuspended, limitReached } from '../../domain/refusals.ts';
import {
  countWritten,
  findContactByEmail,
  insertContact,
  lockContactsOf,
  saveContact,
} from '../../store/contacts/contacts.ts';
import { asEditor, notEditor } from './contact-rights.ts';

export interface AddContactInput {
  storeId: string;
  email: string;
  name?: string | null | undefined;
  tags?: readonly string[] | null | undefined;
}

/** Writes down a person by their address. A repeat finds the contact. */
export async function addContact(
  context: UsersContext,
  { storeId, ...input }: AddContactInput,
): Promise<Contact | ReturnType<typeof limitReached | typeof accountSuspended>> {
  const email = readEmail(input.email);
  const name = readOptional(readName, input.name, 'name');
  const tags = readTags(input.tags ?? [], 0);
  return asEditor(context, async (tx, editor) => {
    if (!(await editor.mayChange(storeId))) throw notEditor();
    if (!(await lockContactsOf(tx, storeId))) throw notFound('The store');
    const now = context.now();
    const known = await findContactByEmail(tx, storeId, email);
    if (known !== null) {
      const joined = joinTags(known.tags, tags);
      if (joined.length > maxTags) return limitReached(maxTags, 'tags');
      return saveContact(tx, known.id, { tags: joined, name: name ?? known.name, lastActiveAt: now });
    }
    if ((await countWritten(tx, storeId)) >= maxContacts) return limitReached(maxContacts, 'contacts');
    const unused = { userId: null, orders: 0, lastOrderedAt: null };
    const times = { lastActiveAt: now, createdAt: now };
    const contact: Contact = { id: newId('ctc'), storeId, email, name, source: 'MANUAL', tags, ...unused, ...times };
    await insertContact(tx, contact);
    return contact;
  });
}
