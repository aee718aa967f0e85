import type { StoreMemberResolvers } from '../generated/graphql.ts';
import { administersStore } from './visible.ts';

export const storeMember: StoreMemberResolvers = {
  email: async ({ storeId, email }, _, context) => ((await administersStore(context, storeId)) ? email : null),
  user: ({ userId }, _, { loaders }) => (userId === null ? null : loaders.user.load(userId)),
};
