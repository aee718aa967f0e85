import { answer } from '@soko/subgraph';
import { applyAsSeller } from '../commands/apply-as-seller.ts';
import { approveSeller } from '../commands/approve-seller.ts';
import { closeSeller } from '../commands/close-seller.ts';
import { reinstateSeller } from '../commands/reinstate-seller.ts';
import { rejectSeller } from '../commands/reject-seller.ts';
import { suspendSeller } from '../commands/suspend-seller.ts';
import { updateSeller } from '../commands/update-seller.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const sellerMutations: MutationResolvers = {
  applyAsSeller: async (_, { input }, context) => answer('Seller', await applyAsSeller(context, input)),
  updateSeller: async (_, { input }, context) => answer('Seller', await updateSeller(context, input)),
  approveSeller: async (_, { input }, context) => answer('Seller', await approveSeller(context, input)),
  rejectSeller: async (_, { input }, context) => answer('Seller', await rejectSeller(context, input)),
  suspendSeller: async (_, { input }, context) => answer('Seller', await suspendSeller(context, input)),
  reinstateSeller: async (_, { input }, context) => answer('Seller', await reinstateSeller(context, input)),
  closeSeller: async (_, { input }, context) => answer('Seller', await closeSeller(context, input)),
};
