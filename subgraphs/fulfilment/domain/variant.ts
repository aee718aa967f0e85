import type { PackageSize } from './delivery-price.ts';

/** A variant as products published it. */
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

/** Digital goods are always available. */
export const isKeptInStock = ({ type }: Pick<KnownVariant, 'type'>): boolean => type === 'PHYSICAL';
