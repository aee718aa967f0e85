import { answer } from '@soko/subgraph';
import { addContact } from '../../commands/contacts/add-contact.ts';
import { addNote } from '../../commands/contacts/add-note.ts';
import { deleteContact } from '../../commands/contacts/delete-contact.ts';
import { importContacts } from '../../commands/contacts/import-contacts.ts';
import { tagContact } from '../../commands/contacts/tag-contact.ts';
import { untagContact } from '../../commands/contacts/untag-contact.ts';
import { createSegment } from '../../commands/segments/create-segment.ts';
import { deleteSegment } from '../../commands/segments/delete-segment.ts';
import { updateSegment } from '../../commands/segments/update-segment.ts';
import type { MutationResolvers } from '../../generated/graphql.ts';

export const contactMutations: MutationResolvers = {
  addContact: async (_, { input }, context) => answer('Contact', await addContact(context, input)),
  importContacts: (_, { input }, context) => importContacts(context, input),
  tagContact: async (_, { input }, context) => answer('Contact', await tagContact(context, input)),
  untagContact: async (_, { input }, context) => answer('Contact', await untagContact(context, input)),
  addNote: async (_, { input }, context) => answer('Contact', await addNote(context, input)),
  deleteContact: (_, { input }, context) => deleteContact(context, input),
  createSegment: async (_, { input }, context) => answer('Segment', await createSegment(context, input)),
  updateSegment: async (_, { input }, context) => answer('Segment', await updateSegment(context, input)),
  deleteSegment: (_, { input }, context) => deleteSegment(context, input),
};
