import { answer } from '@soko/subgraph';
import { setStorePlan } from '../commands/set-store-plan.ts';
import { setUserRoles } from '../commands/set-user-roles.ts';
import { reinstateUser } from '../commands/reinstate-user.ts';
import { suspendUser } from '../commands/suspend-user.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

/** Mutations of support and administrators. */
export const staffMutations: MutationResolvers = {
  setUserRoles: async (_, { input }, context) => answer('User', await setUserRoles(context, input)),
  suspendUser: async (_, { input }, context) => answer('User', await suspendUser(context, input)),
  reinstateUser: async (_, { input }, context) => answer('User', await reinstateUser(context, input)),
  setStorePlan: async (_, { input }, context) => answer('Store', await setStorePlan(context, input)),
};
