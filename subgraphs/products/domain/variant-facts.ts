import type { Money } from '@soko/money';
import type { Media, PackageSize, ProductType, VariantOption } from './product.ts';

/** Facts that other services need to sell, tax, pack and deliver a variant. */
export interface VariantFacts {
  variantId: string;
  productId: string;
  sellerId: string;
  storeId: string | null;
  title: string;
  sku: string;
  options: readonly VariantOption[];
  type: ProductType;
  categoryId: string;
  price: Money;
  package: PackageSize | null;
  cover: Media | null;
  /** False while the product is sold out. */
  onSale: boolean;
  /** Version of the product. */
  version: number;
}
