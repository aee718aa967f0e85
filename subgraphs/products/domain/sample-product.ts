import { noStars } from './reviews/rating.ts';
import type { Product, Variant } from './product.ts';

/** A variant for tests. */
export const sampleVariant = (overrides: Partial<Variant> = {}): Variant => ({
  id: 'var_1',
  productId: 'prd_1',
  sku: 'A',
  options: [],
  price: { amountMinor: 1250n, currency: 'EUR' },
  compareAt: null,
  furtherPrices: [],
  package: { lengthMm: 100, widthMm: 80, heightMm: 60, weightG: 500 },
  available: 5,
  ...overrides,
});

/** A complete draft for tests. */
export const sampleProduct = (overrides: Partial<Product> = {}): Product => ({
  id: 'prd_1',
  slug: 'oak-lamp',
  title: 'Oak lamp',
  description: '',
  type: 'PHYSICAL',
  condition: 'NEW',
  status: 'DRAFT',
  sellerId: 'slr_1',
  storeId: null,
  categoryId: 'cat_1',
  tags: [],
  media: [],
  variants: [sampleVariant()],
  priceRange: { currency: 'EUR', minMinor: 1250n, maxMinor: 1250n },
  rating: noStars,
  version: 1,
  createdAt: new Date('2026-03-01T12:00:00Z'),
  updatedAt: new Date('2026-03-01T12:00:00Z'),
  publishedAt: null,
  ...overrides,
});
