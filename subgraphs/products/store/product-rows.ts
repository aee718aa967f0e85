import type { Media, ProductCondition, ProductStatus, ProductSummary, ProductType } from '../domain/product.ts';

/** The columns a list reads, of `product p`. */
export const summaryColumns = `p.id, p.slug, p.title, p.type, p.condition, p.status, p.seller_id, p.store_id, p.category_id,
  p.tags, p.media, p.currency, p.price_min_minor, p.price_max_minor, p.price_rank, p.newest_at, p.version, p.created_at,
  p.updated_at, p.published_at`;

/** A row of `summaryColumns`, as pg reads it. */
export interface SummaryRow {
  id: string;
  slug: string;
  title: string;
  type: ProductType;
  condition: ProductCondition;
  status: ProductStatus;
  seller_id: string;
  store_id: string | null;
  category_id: string | null;
  tags: string[];
  media: Media[];
  currency: string | null;
  price_min_minor: string | null;
  price_max_minor: string | null;
  price_rank: string | null;
  newest_at: Date;
  version: number;
  created_at: Date;
  updated_at: Date;
  published_at: Date | null;
}

/** A row as the domain knows it. */
export const toSummary = (row: SummaryRow): ProductSummary => ({
  id: row.id,
  slug: row.slug,
  title: row.title,
  type: row.type,
  condition: row.condition,
  status: row.status,
  sellerId: row.seller_id,
  storeId: row.store_id,
  categoryId: row.category_id,
  tags: row.tags,
  media: row.media,
  priceRange:
    row.currency === null || row.price_min_minor === null || row.price_max_minor === null
      ? null
      : { currency: row.currency, minMinor: BigInt(row.price_min_minor), maxMinor: BigInt(row.price_max_minor) },
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  publishedAt: row.published_at,
});
