import { toGraphMoney } from '@soko/money';
import type { ContactNoteResolvers, ContactResolvers } from '../../generated/graphql.ts';

export const contact: ContactResolvers = {
  user: ({ userId }, _, { loaders }) => (userId === null ? null : loaders.user.load(userId)),
  async spent({ id }, _, { loaders }) {
    const sums = await loaders.spendingOfContact.load(id);
    return sums.map(({ currency, spentMinor }) => toGraphMoney({ amountMinor: spentMinor, currency }));
  },
  notes: ({ id }, _, { loaders }) => loaders.notesOfContact.load(id),
};

export const contactNote: ContactNoteResolvers = {
  author: ({ authorId }, _, { loaders }) => (authorId === null ? null : loaders.user.load(authorId)),
};
