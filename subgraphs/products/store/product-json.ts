import { priceRankOf } from '../domain/price-rank.ts';
import type { Product, Variant } from '../domain/product.ts';

/** A product for `jsonb_to_recordset`. The keys are columns. */
export const productJson = (product: Product) => ({
  id: product.id,
  slug: product.slug,
  seller_id: product.sellerId,
  store_id: product.storeId,
  title: product.title,
  description: product.description,
  type: product.type,
  condition: product.condition,
  status: product.status,
  category_id: product.categoryId,
  tags: product.tags,
  media: product.media,
  currency: product.priceRange?.currency ?? null,
  price_min_minor: product.priceRange?.minMinor.toString() ?? null,
  price_max_minor: product.priceRange?.maxMinor.toString() ?? null,
  price_rank: product.priceRange && priceRankOf(product.priceRange.minMinor, product.priceRange.currency).toString(),
  newest_at: product.publishedAt ?? product.createdAt,
  published_at: product.publishedAt,
  version: product.version,
  created_at: product.createdAt,
  updated_at: product.updatedAt,
  skus: product.variants.map((variant) => variant.sku).join(' '),
});

/** The columns of `productJson` with their types. */
export const productRecord = `(id text, slug text, seller_id text, store_id text, title text, description text, type text, condition text,
  status text, category_id text, tags text[], media jsonb, currency char(3), price_min_minor bigint, price_max_minor bigint,
  price_rank bigint, newest_at timestamptz, published_at timestamptz, version int, created_at timestamptz,
  updated_at timestamptz, skus text)`;

/** A variant for `jsonb_to_recordset`. The keys are columns. */
export const variantJson = (variant: Variant, position: number, product: Product) => ({
  id: variant.id,
  product_id: variant.productId,
  seller_id: product.sellerId,
  position,
  sku: variant.sku,
  options: variant.options,
  price_minor: variant.price.amountMinor.toString(),
  currency: variant.price.currency,
  compare_at_minor: variant.compareAt?.amountMinor.toString() ?? null,
  further_prices: variant.furtherPrices.map(({ amountMinor, currency }) => ({
    amountMinor: amountMinor.toString(),
    currency,
  })),
  length_mm: variant.package?.lengthMm ?? null,
  width_mm: variant.package?.widthMm ?? null,
  height_mm: variant.package?.heightMm ?? null,
  weight_g: variant.package?.weightG ?? null,
  available: variant.available,
});

/** The columns of `variantJson` with their types. */
export const variantRecord = `(id text, product_id text, seller_id text, position int, sku text, options jsonb, price_minor bigint,
  currency char(3), compare_at_minor bigint, further_prices jsonb, length_mm int, width_mm int, height_mm int, weight_g int,
  available int)`;

export const variantInsert = `INSERT INTO variant (id, product_id, seller_id, position, sku, options, price_minor, currency, compare_at_minor,
    further_prices, length_mm, width_mm, height_mm, weight_g, available)
  SELECT id, product_id, seller_id, position, sku, options, price_minor, currency, compare_at_minor, further_prices, length_mm,
    width_mm, height_mm, weight_g, available`;
