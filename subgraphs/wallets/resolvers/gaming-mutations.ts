import { answer } from '@soko/subgraph';
import { confirmLimitIncrease } from '../commands/gaming/confirm-limit-increase.ts';
import { excludeMyself, excludeUser, takeTimeOut } from '../commands/gaming/exclude.ts';
import { correctDateOfBirth, setDateOfBirth } from '../commands/gaming/set-date-of-birth.ts';
import { removeLimit, setLimit } from '../commands/gaming/set-limit.ts';
import { setMinimumAge } from '../commands/gaming/set-minimum-age.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const gamingMutations = {
  setLimit: async (_, { input }, context) => answer('GamingLimit', await setLimit(context, input)),
  removeLimit: async (_, { input }, context) => answer('GamingLimit', await removeLimit(context, input)),
  confirmLimitIncrease: async (_, { input }, context) =>
    answer('GamingLimit', await confirmLimitIncrease(context, input)),
  takeTimeOut: async (_, { input }, context) => answer('Exclusion', await takeTimeOut(context, input)),
  excludeMyself: async (_, { input }, context) => answer('Exclusion', await excludeMyself(context, input)),
  excludeUser: async (_, { input }, context) => answer('Exclusion', await excludeUser(context, input)),
  setDateOfBirth: async (_, { input }, context) => answer('ResponsibleGaming', await setDateOfBirth(context, input)),
  correctDateOfBirth: async (_, { input }, context) =>
    answer('ResponsibleGaming', await correctDateOfBirth(context, input)),
  setMinimumAge: async (_, { input }, context) => answer('MinimumAge', await setMinimumAge(context, input)),
} satisfies MutationResolvers;
