import { createProduct } from '../commands/create-product.ts';
import { attachMediaToProduct, removeMediaFromProduct, reorderMediaOfProduct } from '../commands/edit-media.ts';
import { updateProduct } from '../commands/edit-product.ts';
import { addVariantToProduct, removeVariantFromProduct, updateVariant } from '../commands/edit-variants.ts';
import {
  archiveProduct,
  blockProduct,
  pauseProduct,
  publishProduct,
  unblockProduct,
} from '../commands/move-product.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { answer } from './answer.ts';

export const productMutations: MutationResolvers = {
  createProduct: async (_, { input }, context) => answer('Product', await createProduct(context, input)),
  updateProduct: async (_, { input }, context) => answer('Product', await updateProduct(context, input)),
  publishProduct: async (_, { input }, context) => answer('Product', await publishProduct(context, input)),
  pauseProduct: async (_, { input }, context) => answer('Product', await pauseProduct(context, input)),
  archiveProduct: async (_, { input }, context) => answer('Product', await archiveProduct(context, input)),
  blockProduct: async (_, { input }, context) => answer('Product', await blockProduct(context, input)),
  unblockProduct: async (_, { input }, context) => answer('Product', await unblockProduct(context, input)),
  addVariant: async (_, { input }, context) => answer('Variant', await addVariantToProduct(context, input)),
  updateVariant: async (_, { input }, context) => answer('Variant', await updateVariant(context, input)),
  removeVariant: async (_, { input }, context) => answer('Product', await removeVariantFromProduct(context, input)),
  attachMedia: async (_, { input }, context) => answer('Product', await attachMediaToProduct(context, input)),
  reorderMedia: async (_, { input }, context) => answer('Product', await reorderMediaOfProduct(context, input)),
  removeMedia: async (_, { input }, context) => answer('Product', await removeMediaFromProduct(context, input)),
};
