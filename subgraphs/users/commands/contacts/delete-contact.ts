import type { UsersContext } from '../../context.ts';
import type { accountSuspended } from '../../domain/refusals.ts';
import { deleteContactRow } from '../../store/contacts/contacts.ts';
import { withOwnContact } from './with-own-contact.ts';

export interface DeleteContactInput {
  contactId: string;
}

/** Deletes a contact with its tags and notes. */
export const deleteContact = (
  context: UsersContext,
  { contactId: id }: DeleteContactInput,
): Promise<{ __typename: 'ContactDeleted'; id: string } | ReturnType<typeof accountSuspended>> =>
  withOwnContact(context, id, async (tx) => {
    await deleteContactRow(tx, id);
    return { __typename: 'ContactDeleted' as const, id };
  });
