import { createUpload } from '../commands/create-upload.ts';
import { importProducts } from '../commands/import-products.ts';
import { addToWishlist, removeFromWishlist } from '../commands/wishlist.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { answer } from './answer.ts';

export const uploadMutations: MutationResolvers = {
  createUpload: async (_, { input }, context) => answer('Upload', await createUpload(context, input)),
  importProducts: async (_, { input }, context) => answer('ProductImport', await importProducts(context, input)),
};

export const wishlistMutations: MutationResolvers = {
  addToWishlist: async (_, { input }, context) => answer('Product', await addToWishlist(context, input.productId)),
  removeFromWishlist: async (_, { input }, context) =>
    answer('RemovedFromWishlist', await removeFromWishlist(context, input.productId)),
};
