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
  furtherPrices: readonly Money[];
  package: PackageSize | null;
  cover: Media | null;
  /** False while the variant is out of stock. */
  onSale: boolean;
  /** Number of items in stock; null for goods that are not kept in stock. */
  available: number | null;
  acceptsOffers: boolean;
  /** Part of the price below which offers are declined by themselves, in hundredths of a percent. Null for none. */
  minimumOfferBasisPoints: number | null;
  /** Version of the product. */
  version: number;
}
