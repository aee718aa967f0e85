import { createProduct } from '../commands/create-product.ts';
import { publishProduct } from '../commands/publish-product.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { answer } from './answer.ts';

export const productMutations: MutationResolvers = {
  createProduct: async (_, { input }, context) => answer('Product', await createProduct(context, input)),
  publishProduct: async (_, { input }, context) => answer('Product', await publishProduct(context, input)),
};
