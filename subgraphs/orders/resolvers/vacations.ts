import { answer } from '@soko/subgraph';
import { endVacation } from '../commands/vacations/end-vacation.ts';
import { setVacation } from '../commands/vacations/set-vacation.ts';
import type { MutationResolvers, SellerResolvers } from '../generated/graphql.ts';

/** Users owns sellers; this subgraph adds their vacations. */
export const seller: SellerResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }) => ({ id }),
  vacation: ({ id }, _, { loaders }) => loaders.vacation.load(id),
};

export const vacationMutations = {
  setVacation: async (_, { input }, context) => answer('Seller', await setVacation(context, input)),
  endVacation: (_, { input }, context) => endVacation(context, input),
} satisfies MutationResolvers;
