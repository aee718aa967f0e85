import { newId } from '@soko/ids';
import { readText } from '@soko/input';
import type { UsersContext } from '../../context.ts';
import { type Contact, maxNoteLength, maxNotes } from '../../domain/contacts/contact.ts';
import { type accountSuspended, limitReached } from '../../domain/refusals.ts';
import { countNotes, insertNote, saveContact } from '../../store/contacts/contacts.ts';
import { withOwnContact } from './with-own-contact.ts';

export interface AddNoteInput {
  contactId: string;
  text: string;
}

/** Writes a note about a contact for the team. */
export async function addNote(
  context: UsersContext,
  input: AddNoteInput,
): Promise<Contact | ReturnType<typeof limitReached | typeof accountSuspended>> {
  const { contactId } = input;
  const text = readText(input.text, 'text', { max: maxNoteLength });
  return withOwnContact(context, contactId, async (tx, _contact, { userId: authorId }) => {
    if ((await countNotes(tx, contactId)) >= maxNotes) return limitReached(maxNotes, 'notes');
    const createdAt = context.now();
    await insertNote(tx, { id: newId('cnt'), contactId, authorId, text, createdAt });
    return saveContact(tx, contactId, { lastActiveAt: createdAt });
  });
}
