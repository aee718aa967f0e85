import { answer } from '@soko/subgraph';
import { acceptStoreInvitation } from '../commands/accept-store-invitation.ts';
import { removeStoreMember } from '../commands/remove-store-member.ts';
import { setStoreMemberRole } from '../commands/set-store-member-role.ts';
import { createApiKey } from '../commands/create-api-key.ts';
import { createStore } from '../commands/create-store.ts';
import { changeStorePlanCard } from '../commands/plans/change-plan-card.ts';
import { changeStorePlan } from '../commands/plans/change-store-plan.ts';
import { inviteStoreMember } from '../commands/invite-store-member.ts';
import { revokeApiKey } from '../commands/revoke-api-key.ts';
import { updateStore } from '../commands/update-store.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const storeMutations: MutationResolvers = {
  createStore: async (_, { input }, context) => answer('Store', await createStore(context, input)),
  updateStore: async (_, { input }, context) => answer('Store', await updateStore(context, input)),
  changeStorePlan: async (_, { input }, context) => answer('Store', await changeStorePlan(context, input)),
  changeStorePlanCard: async (_, { input }, context) => answer('Store', await changeStorePlanCard(context, input)),
  inviteStoreMember: async (_, { input }, context) => answer('StoreMember', await inviteStoreMember(context, input)),
  acceptStoreInvitation: async (_, { input }, context) =>
    answer('StoreMember', await acceptStoreInvitation(context, input)),
  setStoreMemberRole: async (_, { input }, context) => answer('StoreMember', await setStoreMemberRole(context, input)),
  removeStoreMember: async (_, { input }, context) => answer('StoreMember', await removeStoreMember(context, input)),
  createApiKey: async (_, { input }, context) => answer('CreatedApiKey', await createApiKey(context, input)),
  revokeApiKey: async (_, { input }, context) => answer('ApiKey', await revokeApiKey(context, input)),
};
