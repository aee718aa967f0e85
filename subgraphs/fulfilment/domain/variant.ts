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

/** A variant with what decides who may see and sell it. */
export interface CataloguedVariant extends KnownVariant {
  /** True while the public sees its product: it is on sale and its seller is active. */
  isPublic: boolean;
  /** Null for an unknown seller. */
  sellerStatus: string | null;
}
