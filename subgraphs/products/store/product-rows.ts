import type { Category } from '../domain/category.ts';
import type {
  Media,
  ProductCondition,
  ProductStatus,
  ProductDetails,
  ProductSummary,
  ProductType,
} from '../domain/product.ts';

/**
 * The columns of `product p` for a list. `category_revision` is the revision of the categories at the same instant: the
 * categories of a page cost no statement if the tree of that revision is cached.
 */
export const summaryColumns = `p.id, p.slug, p.title, p.type, p.condition, p.status, p.seller_id, p.store_id, p.category_id,
  p.media, p.currency, p.price_min_minor, p.price_max_minor, p.price_rank, p.newest_at, p.version,
  p.rating_count, p.rating_sum, p.rating_rank,
  (SELECT revision FROM catalogue_revision WHERE stripe = 128)::text AS category_revision`;

/** A row of `summaryColumns` as pg returns it. */
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
  media: Media[];
  currency: string | null;
  price_min_minor: string | null;
  price_max_minor: string | null;
  price_rank: string | null;
  newest_at: Date;
  version: number;
  rating_count: number;
  rating_sum: number;
  rating_rank: number;
  category_revision: string;
}

/** The row as a domain value. */
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
  media: row.media,
  priceRange:
    row.currency === null || row.price_min_minor === null || row.price_max_minor === null
      ? null
      : { currency: row.currency, minMinor: BigInt(row.price_min_minor), maxMinor: BigInt(row.price_max_minor) },
  version: row.version,
  rating: { count: row.rating_count, sum: row.rating_sum },
});

/** A product with its category, read at the same instant. */
export interface ShelvedProduct extends ProductSummary {
  category: Category | null;
}

/** A row with its category from the tree of the row's `category_revision`. */
export const toShelved = (row: SummaryRow, tree: ReadonlyMap<string, Category>): ShelvedProduct => ({
  ...toSummary(row),
  category: row.category_id === null ? null : (tree.get(row.category_id) ?? null),
});

/** The columns of `product p` for a product page. */
export const detailColumns = 'p.description, p.tags, p.created_at, p.updated_at, p.published_at';

export interface DetailRow {
  description: string;
  tags: string[];
  created_at: Date;
  updated_at: Date;
  published_at: Date | null;
}

export const toDetails = (row: DetailRow): ProductDetails => ({
  description: row.description,
  tags: row.tags,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  publishedAt: row.published_at,
});
