import type { SavedSearchNameTaken, TooManySavedSearches } from './finding/saved-search.ts';
import { refuse, type Refused, type SellerNotActive, sellerNotActive } from '@soko/refusals';
import type { AdvertRefusal } from './adverts/refusals.ts';
import type { ProductStatus } from './product.ts';
import type { UploadStatus } from './upload.ts';

export type ProductRequirement = 'CATEGORY' | 'VARIANT' | 'PACKAGE' | 'DIGITAL_GOODS';

export { type SellerNotActive, sellerNotActive };

export type NotStoreMember = Refused<'NotStoreMember', { storeId: string }>;
export const notStoreMember = (storeId: string): NotStoreMember =>
  refuse(
    'NotStoreMember',
    'Only administrators and members of the store may sell in it. If you joined a moment ago, try again.',
    { storeId },
  );

export type SkuTaken = Refused<'SkuTaken', { skus: string[] }>;
export const skuTaken = (skus: string[]): SkuTaken =>
  refuse('SkuTaken', `Another variant of the seller has the SKU ${skus.join(', ')}. Choose another SKU.`, { skus });

export type WrongProductStatus = Refused<'WrongProductStatus', { status: ProductStatus; allowed: ProductStatus[] }>;
/** `deed` completes "A product with the status X cannot …", such as `be published`. */
export const wrongProductStatus = (status: ProductStatus, allowed: ProductStatus[], deed: string): WrongProductStatus =>
  refuse(
    'WrongProductStatus',
    `A product with the status ${status} cannot ${deed}; the status must be ${allowed.join(' or ')}.`,
    { status, allowed },
  );

export type ProductIncomplete = Refused<'ProductIncomplete', { missing: ProductRequirement[]; variantIds: string[] }>;
/** `variants`: those that lack something. */
export const productIncomplete = (
  missing: ProductRequirement[],
  variants: readonly { id: string; sku: string }[],
): ProductIncomplete => {
  const which = variants.length === 0 ? '' : ` See the variants ${variants.map(({ sku }) => sku).join(', ')}.`;
  return refuse('ProductIncomplete', `Before it goes on sale, the product needs: ${missing.join(', ')}.${which}`, {
    missing,
    variantIds: variants.map(({ id }) => id),
  });
};

export type ProductNotFound = Refused<'ProductNotFound', { productId: string }>;
export const productNotFound = (productId: string): ProductNotFound =>
  refuse('ProductNotFound', 'The product was not found. Pass only ids of products that you manage.', { productId });

export type ProductChangeInvalid = Refused<'ProductChangeInvalid', { field: string; variantId: string | null }>;
/** The change would break a rule of values, such as a price above the price before a reduction. */
export const productChangeInvalid = (message: string, field: string, variantId: string | null): ProductChangeInvalid =>
  refuse('ProductChangeInvalid', message, { field, variantId });

export type TooManyProducts = Refused<'TooManyProducts', { limit: number }>;
export const tooManyProducts = (limit: number): TooManyProducts =>
  refuse(
    'TooManyProducts',
    `The filter finds more than ${limit} products, the most that one call changes. Narrow it, or pass ids.`,
    { limit },
  );

export type NotDigital = Refused<'NotDigital'>;
export const notDigital = (): NotDigital =>
  refuse('NotDigital', 'Only variants of DIGITAL products have files to download and licence keys.');

export type NothingDownloaded = Refused<'NothingDownloaded'>;
export const nothingDownloaded = (): NothingDownloaded =>
  refuse('NothingDownloaded', 'No file of this line was downloaded yet.');

export type TooManyDigitalFiles = Refused<'TooManyDigitalFiles', { limit: number }>;
export const tooManyDigitalFiles = (limit: number): TooManyDigitalFiles =>
  refuse('TooManyDigitalFiles', `A variant may have at most ${limit} files. Remove one first.`, { limit });

export type TooManyLicenceKeys = Refused<'TooManyLicenceKeys', { limit: number }>;
export const tooManyLicenceKeys = (limit: number): TooManyLicenceKeys =>
  refuse('TooManyLicenceKeys', `A variant may have at most ${limit} licence keys that are not sold.`, { limit });

export type TooManyVariants = Refused<'TooManyVariants', { limit: number }>;
export const tooManyVariants = (limit: number): TooManyVariants =>
  refuse('TooManyVariants', `A product may have at most ${limit} variants.`, { limit });

export type LastVariant = Refused<'LastVariant'>;
export const lastVariant = (): LastVariant =>
  refuse('LastVariant', 'A product on sale must keep at least one variant. Pause the product first, or add a variant.');

export type TooManyMedia = Refused<'TooManyMedia', { limit: number }>;
export const tooManyMedia = (limit: number): TooManyMedia =>
  refuse('TooManyMedia', `A product may have at most ${limit} pictures. Remove one first.`, { limit });

export type MediaMismatch = Refused<'MediaMismatch', { mediaIds: string[] }>;
export const mediaMismatch = (mediaIds: string[]): MediaMismatch =>
  refuse('MediaMismatch', "Pass exactly the ids of the product's pictures.", { mediaIds });

export type UploadNotUsable = Refused<'UploadNotUsable', { status: UploadStatus }>;
export const uploadNotUsable = (message: string, status: UploadStatus): UploadNotUsable =>
  refuse('UploadNotUsable', message, { status });

export type FileTypeRefused = Refused<'FileTypeRefused', { allowed: string[] }>;
export const fileTypeRefused = (allowed: string[]): FileTypeRefused =>
  refuse('FileTypeRefused', `Files of this type are not accepted. Accepted types: ${allowed.join(', ')}.`, { allowed });

export type FileSizeRefused = Refused<'FileSizeRefused', { limit: number }>;
export const fileSizeRefused = (limit: number): FileSizeRefused =>
  refuse('FileSizeRefused', `A file of this type must have 1 to ${limit.toLocaleString('en')} bytes.`, { limit });

const mebibytes = (bytes: number): number => Math.ceil(bytes / 1_048_576);

export type UploadQuotaExceeded = Refused<'UploadQuotaExceeded', { usedMebibytes: number; limitMebibytes: number }>;
export const uploadQuotaExceeded = (usedBytes: number, limitBytes: number): UploadQuotaExceeded => {
  const [usedMebibytes, limitMebibytes] = [mebibytes(usedBytes), mebibytes(limitBytes)];
  return refuse(
    'UploadQuotaExceeded',
    `Your files have ${usedMebibytes.toLocaleString('en')} of at most ${limitMebibytes.toLocaleString('en')} MiB together. The file does not fit.`,
    { usedMebibytes, limitMebibytes },
  );
};

export type SlugTaken = Refused<'SlugTaken', { slug: string }>;
export const slugTaken = (slug: string): SlugTaken =>
  refuse('SlugTaken', `Another category has the slug "${slug}". Choose another slug.`, { slug });

export type CategoryTooDeep = Refused<'CategoryTooDeep', { limit: number }>;
export const categoryTooDeep = (limit: number): CategoryTooDeep =>
  refuse('CategoryTooDeep', `Categories may be nested at most ${limit} levels deep.`, { limit });

export type CategoryCycle = Refused<'CategoryCycle'>;
export const categoryCycle = (): CategoryCycle =>
  refuse('CategoryCycle', 'A category cannot be moved into itself or into one of its descendants.');

export type WishlistFull = Refused<'WishlistFull', { limit: number }>;
export const wishlistFull = (limit: number): WishlistFull =>
  refuse('WishlistFull', `A wishlist may have at most ${limit} products. Remove one first.`, { limit });

export type NotInWishlist = Refused<'NotInWishlist'>;
export const notInWishlist = (): NotInWishlist => refuse('NotInWishlist', 'The product is not in the wishlist.');

/** Every refusal of this subgraph. */
export type Refusal =
  | AdvertRefusal
  | SellerNotActive
  | NotStoreMember
  | SkuTaken
  | WrongProductStatus
  | ProductIncomplete
  | ProductNotFound
  | ProductChangeInvalid
  | TooManyProducts
  | TooManyLicenceKeys
  | TooManyVariants
  | LastVariant
  | TooManyMedia
  | MediaMismatch
  | UploadNotUsable
  | NotDigital
  | TooManyDigitalFiles
  | NothingDownloaded
  | FileTypeRefused
  | FileSizeRefused
  | UploadQuotaExceeded
  | SlugTaken
  | CategoryTooDeep
  | CategoryCycle
  | SavedSearchNameTaken
  | TooManySavedSearches
  | WishlistFull
  | NotInWishlist;
