import type { PackageSize } from './delivery-price.ts';

/** What products told of a variant. */
export interface KnownVariant {
  id: string;
  productId: string;
  sellerId: string;
  storeId: string | null;
  type: 'PHYSICAL' | 'DIGITAL' | 'NFT';
  sku: string;
  currency: string;
  package: PackageSize | null;
}

/** Digital goods can always be bought. */
export const isKeptInStock = ({ type }: Pick<KnownVariant, 'type'>): boolean => type === 'PHYSICAL';
