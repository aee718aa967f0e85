import { notFound } from '@soko/errors';
import type { UsersContext } from '../../context.ts';
import type { Contact } from '../../domain/contacts/contact.ts';
import { lockContact } from '../../store/contacts/contacts.ts';
import type { Db } from '../../store/database.ts';
import { asEditor, type ContactsEditor, notEditor } from './contact-rights.ts';

/**
 * Runs `work` on a contact, which is locked. Throws NOT_FOUND for those who do not see it, and FORBIDDEN for those who see it
 * and may not change it.
 */
export const withOwnContact = <Outcome>(
  context: UsersContext,
  contactId: string,
  work: (tx: Db, contact: Contact, editor: ContactsEditor) => Promise<Outcome>,
) =>
  asEditor(context, async (tx, editor) => {
    const contact = await lockContact(tx, contactId);
    if (contact === null || !(await editor.maySee(contact.storeId))) throw notFound('The contact');
    if (!(await editor.mayChange(contact.storeId))) throw notEditor();
    return work(tx, contact, editor);
  });
