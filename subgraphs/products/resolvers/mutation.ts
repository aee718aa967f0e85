import { answer } from '@soko/subgraph';
import { addLicenceKeys } from '../commands/add-licence-keys.ts';
import { addToWishlist } from '../commands/add-to-wishlist.ts';
import { addVariant } from '../commands/add-variant.ts';
import { archiveProduct } from '../commands/archive-product.ts';
import { attachMedia } from '../commands/attach-media.ts';
import { attachDigitalFile } from '../commands/attach-digital-file.ts';
import { bulkEditProducts } from '../commands/bulk-edit-products.ts';
import { blockProduct } from '../commands/block-product.ts';
import { createCategory } from '../commands/create-category.ts';
import { createProduct } from '../commands/create-product.ts';
import { createUpload } from '../commands/create-upload.ts';
import { importProducts } from '../commands/import-products.ts';
import { moveCategory } from '../commands/move-category.ts';
import { pauseProduct } from '../commands/pause-product.ts';
import { publishProduct } from '../commands/publish-product.ts';
import { removeDigitalFile } from '../commands/remove-digital-file.ts';
import { removeLicenceKeys } from '../commands/remove-licence-keys.ts';
import { reserveLicenceKeys } from '../commands/reserve-licence-keys.ts';
import { resetDownloads } from '../commands/reset-downloads.ts';
import { removeFromWishlist } from '../commands/remove-from-wishlist.ts';
import { removeMedia } from '../commands/remove-media.ts';
import { removeVariant } from '../commands/remove-variant.ts';
import { reorderMedia } from '../commands/reorder-media.ts';
import { setOfferTerms } from '../commands/set-offer-terms.ts';
import { unblockProduct } from '../commands/unblock-product.ts';
import { updateCategory } from '../commands/update-category.ts';
import { updateProduct } from '../commands/update-product.ts';
import { updateVariant } from '../commands/update-variant.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const mutation: MutationResolvers = {
  createProduct: async (_, { input }, context) => answer('Product', await createProduct(context, input)),
  updateProduct: async (_, { input }, context) => answer('Product', await updateProduct(context, input)),
  bulkEditProducts: async (_, { input }, context) => answer('ProductsEdited', await bulkEditProducts(context, input)),
  publishProduct: async (_, { input }, context) => answer('Product', await publishProduct(context, input)),
  pauseProduct: async (_, { input }, context) => answer('Product', await pauseProduct(context, input)),
  archiveProduct: async (_, { input }, context) => answer('Product', await archiveProduct(context, input)),
  blockProduct: async (_, { input }, context) => answer('Product', await blockProduct(context, input)),
  unblockProduct: async (_, { input }, context) => answer('Product', await unblockProduct(context, input)),
  setOfferTerms: async (_, { input }, context) => answer('Product', await setOfferTerms(context, input)),
  addVariant: async (_, { input }, context) => answer('Variant', await addVariant(context, input)),
  updateVariant: async (_, { input }, context) => answer('Variant', await updateVariant(context, input)),
  removeVariant: async (_, { input }, context) => answer('Product', await removeVariant(context, input)),
  attachMedia: async (_, { input }, context) => answer('Product', await attachMedia(context, input)),
  reorderMedia: async (_, { input }, context) => answer('Product', await reorderMedia(context, input)),
  removeMedia: async (_, { input }, context) => answer('Product', await removeMedia(context, input)),
  attachDigitalFile: async (_, { input }, context) => answer('Variant', await attachDigitalFile(context, input)),
  removeDigitalFile: async (_, { input }, context) => answer('Variant', await removeDigitalFile(context, input)),
  addLicenceKeys: async (_, { input }, context) => answer('LicenceKeysAdded', await addLicenceKeys(context, input)),
  removeLicenceKeys: async (_, { input }, context) => answer('Variant', await removeLicenceKeys(context, input)),
  reserveLicenceKeys: (_, { input }, context) => reserveLicenceKeys(context, input),
  resetDownloads: async (_, { input }, context) => answer('DownloadsReset', await resetDownloads(context, input)),
  createCategory: async (_, { input }, context) => answer('Category', await createCategory(context, input)),
  updateCategory: async (_, { input }, context) => answer('Category', await updateCategory(context, input)),
  moveCategory: async (_, { input }, context) => answer('Category', await moveCategory(context, input)),
  createUpload: async (_, { input }, context) => answer('Upload', await createUpload(context, input)),
  importProducts: async (_, { input }, context) => answer('ProductImport', await importProducts(context, input)),
  addToWishlist: async (_, { input }, context) => answer('Product', await addToWishlist(context, input.productId)),
  removeFromWishlist: async (_, { input }, context) =>
    answer('RemovedFromWishlist', await removeFromWishlist(context, input.productId)),
};
