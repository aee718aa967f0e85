import type { Advert, AdvertPlacement, AdvertStatus } from '../../domain/adverts/advert.ts';

/** The columns of `advert a` and of its `product p`. */
export const advertColumns = `a.id, a.seller_id, a.store_id, a.product_id, p.title, a.status, a.placements, a.starts_at, a.ends_at, a.priority,
  a.currency, a.cost_per_click_minor, a.daily_budget_minor, a.total_budget_minor, a.spent_minor, a.spent_day::text AS spent_day,
  a.spent_today_minor, a.keywords, a.category_ids, a.version, a.created_at, a.updated_at, a.ended_at`;

/** A row of `advertColumns` as pg returns it. */
export interface AdvertRow {
  id: string;
  seller_id: string;
  store_id: string | null;
  product_id: string;
  title: string;
  status: AdvertStatus;
  placements: AdvertPlacement[];
  starts_at: Date;
  ends_at: Date | null;
  priority: number;
  currency: string;
  cost_per_click_minor: string;
  daily_budget_minor: string | null;
  total_budget_minor: string;
  spent_minor: string;
  spent_day: string | null;
  spent_today_minor: string;
  keywords: string[];
  category_ids: string[];
  version: number;
  created_at: Date;
  updated_at: Date;
  ended_at: Date | null;
}

export const toAdvert = (row: AdvertRow): Advert => ({
  id: row.id,
  sellerId: row.seller_id,
  storeId: row.store_id,
  productId: row.product_id,
  title: row.title,
  status: row.status,
  placements: row.placements,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  priority: row.priority,
  currency: row.currency,
  costPerClickMinor: BigInt(row.cost_per_click_minor),
  dailyBudgetMinor: row.daily_budget_minor === null ? null : BigInt(row.daily_budget_minor),
  totalBudgetMinor: BigInt(row.total_budget_minor),
  spentMinor: BigInt(row.spent_minor),
  spentDay: row.spent_day,
  spentTodayMinor: BigInt(row.spent_today_minor),
  keywords: row.keywords,
  categoryIds: row.category_ids,
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  endedAt: row.ended_at,
});
