import { createCategory } from '../commands/create-category.ts';
import { moveCategory } from '../commands/move-category.ts';
import { updateCategory } from '../commands/update-category.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { answer } from './answer.ts';

export const categoryMutations: MutationResolvers = {
  createCategory: async (_, { input }, context) => answer('Category', await createCategory(context, input)),
  updateCategory: async (_, { input }, context) => answer('Category', await updateCategory(context, input)),
  moveCategory: async (_, { input }, context) => answer('Category', await moveCategory(context, input)),
};
