export const advertPlacements = ['HOME', 'SEARCH', 'CATEGORY'] as const;
export type AdvertPlacement = (typeof advertPlacements)[number];

export type AdvertStatus = 'DRAFT' | 'SCHEDULED' | 'RUNNING' | 'PAUSED' | 'ENDED' | 'EXHAUSTED';

/** What the seller decides about an advert. */
export interface AdvertTerms {
  placements: readonly AdvertPlacement[];
  startsAt: Date;
  endsAt: Date | null;
  priority: number;
  costPerClickMinor: bigint;
  dailyBudgetMinor: bigint | null;
  totalBudgetMinor: bigint;
  keywords: readonly string[];
  categoryIds: readonly string[];
}

/** An advert for a product. Amounts are in minor units of its one currency. */
export interface Advert extends AdvertTerms {
  id: string;
  sellerId: string;
  storeId: string | null;
  productId: string;
  /** Title of the product. */
  title: string;
  status: AdvertStatus;
  currency: string;
  spentMinor: bigint;
  /** Day of `spentTodayMinor`, such as `2026-03-01`. Null before the first charged click. */
  spentDay: string | null;
  spentTodayMinor: bigint;
  version: number;
  createdAt: Date;
  updatedAt: Date;
  endedAt: Date | null;
}

/** Days of reports and of daily budgets are those of UTC. */
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/** Clicks of a viewer, and impressions, count once in an hour of the clock. */
export const hourOf = (time: Date): Date => new Date(Math.floor(time.getTime() / 3_600_000) * 3_600_000);

type Spending = Pick<
  Advert,
  'costPerClickMinor' | 'totalBudgetMinor' | 'dailyBudgetMinor' | 'spentMinor' | 'spentDay' | 'spentTodayMinor'
>;

/** The amount that was spent on this day. */
export const spentOn = ({ spentDay, spentTodayMinor }: Spending, day: string): bigint =>
  spentDay === day ? spentTodayMinor : 0n;

/** Number of clicks that the rest of the budget pays, at most `wanted`. */
export function affordableClicks(advert: Spending, day: string, wanted: number): number {
  const { costPerClickMinor, totalBudgetMinor, dailyBudgetMinor, spentMinor } = advert;
  const left = totalBudgetMinor - spentMinor;
  const leftToday = dailyBudgetMinor === null ? left : dailyBudgetMinor - spentOn(advert, day);
  const least = left < leftToday ? left : leftToday;
  const clicks = least <= 0n ? 0n : least / costPerClickMinor;
  return clicks < BigInt(wanted) ? Number(clicks) : wanted;
}

/** True if the whole budget does not pay another click, today or later. */
export const isSpent = ({ costPerClickMinor, totalBudgetMinor, spentMinor }: Spending): boolean =>
  totalBudgetMinor - spentMinor < costPerClickMinor;
