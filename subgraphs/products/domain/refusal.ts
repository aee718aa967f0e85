import type { ProductStatus } from './product.ts';
import type { UploadStatus } from './upload.ts';

/** Why a command was refused: a state of the world, answered as a member of the mutation's union. */
export type Refusal =
  | SellerNotActive
  | NotStoreMember
  | SkuTaken
  | WrongProductStatus
  | ProductIncomplete
  | TooManyVariants
  | LastVariant
  | TooManyMedia
  | MediaMismatch
  | UploadNotUsable
  | FileTypeRefused
  | FileSizeRefused
  | SlugTaken
  | CategoryTooDeep
  | CategoryCycle
  | WishlistFull
  | NotInWishlist;

interface Refused<Name extends string> {
  __typename: Name;
  code: string;
  message: string;
}

export type ProductRequirement = 'CATEGORY' | 'VARIANT' | 'PACKAGE';

export interface SellerNotActive extends Refused<'SellerNotActive'> {
  sellerStatus: string | null;
}
export interface NotStoreMember extends Refused<'NotStoreMember'> {
  storeId: string;
}
export interface SkuTaken extends Refused<'SkuTaken'> {
  skus: string[];
}
export interface WrongProductStatus extends Refused<'WrongProductStatus'> {
  status: ProductStatus;
  allowed: ProductStatus[];
}
export interface ProductIncomplete extends Refused<'ProductIncomplete'> {
  missing: ProductRequirement[];
}
export interface TooManyVariants extends Refused<'TooManyVariants'> {
  limit: number;
}
export type LastVariant = Refused<'LastVariant'>;
export interface TooManyMedia extends Refused<'TooManyMedia'> {
  limit: number;
}
export interface MediaMismatch extends Refused<'MediaMismatch'> {
  mediaIds: string[];
}
export interface UploadNotUsable extends Refused<'UploadNotUsable'> {
  status: UploadStatus;
}
export interface FileTypeRefused extends Refused<'FileTypeRefused'> {
  allowed: string[];
}
export interface FileSizeRefused extends Refused<'FileSizeRefused'> {
  limit: number;
}
export interface SlugTaken extends Refused<'SlugTaken'> {
  slug: string;
}
export interface CategoryTooDeep extends Refused<'CategoryTooDeep'> {
  limit: number;
}
export type CategoryCycle = Refused<'CategoryCycle'>;
export interface WishlistFull extends Refused<'WishlistFull'> {
  limit: number;
}
export type NotInWishlist = Refused<'NotInWishlist'>;

const codeOf = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

type Details<Name extends Refusal['__typename']> = Omit<Extract<Refusal, { __typename: Name }>, keyof Refused<string>>;

/** `refuse('SkuTaken', 'Another …', { skus })`: the code follows from the name. */
export const refuse = <Name extends Refusal['__typename']>(name: Name, message: string, details: Details<Name>) =>
  ({ __typename: name, code: codeOf(name), message, ...details }) as unknown as Extract<Refusal, { __typename: Name }>;

/** Tells a refusal from what a command answers when it goes well. */
export const isRefusal = (answer: object): answer is Refusal => '__typename' in answer;
