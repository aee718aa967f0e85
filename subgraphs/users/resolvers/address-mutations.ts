import { answer } from '@soko/subgraph';
import { addAddress } from '../commands/add-address.ts';
import { removeAddress } from '../commands/remove-address.ts';
import { setDefaultAddress } from '../commands/set-default-address.ts';
import { updateAddress } from '../commands/update-address.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const addressMutations: MutationResolvers = {
  addAddress: async (_, { input }, context) => answer('Address', await addAddress(context, input)),
  updateAddress: async (_, { input }, context) => answer('Address', await updateAddress(context, input)),
  removeAddress: async (_, { input }, context) => answer('AddressRemoved', await removeAddress(context, input)),
  setDefaultAddress: async (_, { input }, context) => answer('Address', await setDefaultAddress(context, input)),
};
