import type { Money } from '@soko/money';
import type { Stars } from './reviews/rating.ts';

export const productTypes = ['PHYSICAL', 'DIGITAL', 'NFT'] as const;
export type ProductType = (typeof productTypes)[number];

export const productConditions = ['NEW', 'LIKE_NEW', 'GOOD', 'FAIR'] as const;
export type ProductCondition = (typeof productConditions)[number];

export const productStatuses = ['DRAFT', 'ACTIVE', 'SOLD_OUT', 'PAUSED', 'BLOCKED', 'ARCHIVED'] as const;
export type ProductStatus = (typeof productStatuses)[number];

/** A picture. `key` is its key in the media store. Width and height in pixels. */
export interface Media {
  id: string;
  key: string;
  width: number;
  height: number;
  alt: string;
}

export interface PackageSize {
  lengthMm: number;
  widthMm: number;
  heightMm: number;
  weightG: number;
}

export interface VariantOption {
  name: string;
  value: string;
}

export interface Variant {
  id: string;
  productId: string;
  sku: string;
  options: readonly VariantOption[];
  price: Money;
  /** Above `price`, in the same currency. */
  compareAt: Money | null;
  furtherPrices: readonly Money[];
  package: PackageSize | null;
  /**
   * Number of items that can be bought; null if stock was never received, and for goods that are not kept in stock. 0
   * for digital goods without a file.
   */
  available: number | null;
}

/** The lowest and the highest price of the variants, in minor units of the product's one currency. */
export interface PriceRange {
  currency: string;
  minMinor: bigint;
  maxMinor: bigint;
}

/** A product as a list shows it: the fields that are read for every product. */
export interface ProductSummary {
  id: string;
  slug: string;
  title: string;
  type: ProductType;
  condition: ProductCondition;
  status: ProductStatus;
  sellerId: string;
  storeId: string | null;
  categoryId: string | null;
  media: readonly Media[];
  priceRange: PriceRange | null;
  rating: Stars;
  version: number;
}

/** Further fields that only a product page shows. */
export interface ProductDetails {
  description: string;
  tags: readonly string[];
  createdAt: Date;
  updatedAt: Date;
  publishedAt: Date | null;
}

/** The whole product, as commands change it. */
export interface Product extends ProductSummary, ProductDetails {
  variants: readonly Variant[];
}

export const maxVariants = 100;
export const maxMedia = 20;
