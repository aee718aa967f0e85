import type pg from 'pg';
import { advertIndex, type AdvertIndex, type Candidate } from '../../domain/adverts/advert-index.ts';
import { dayOf } from '../../domain/adverts/advert.ts';
import { priceRankOf } from '../../domain/price-rank.ts';
import { isOnVacation } from '../known-vacations.ts';
import { type SummaryRow, summaryColumns } from '../product-rows.ts';

/** An advert that may be shown, with its product as a list shows it. */
export type ShownAdvert = Candidate & { row: SummaryRow };

/** The adverts that may be shown, and the revision of the categories at which they were read: null without an advert. */
export interface Shelf {
  adverts: AdvertIndex<ShownAdvert>;
  categoryRevision: string | null;
}

/** Keeps the adverts that may be shown for some seconds. */
export interface AdvertShelf {
  /** Returns the shelf that is kept, or reads it. */
  read(): Shelf | Promise<Shelf>;
  /** Has the next page read the adverts again: one of them was changed in this process. */
  forget(): void;
}

/** Adverts that are kept: those that pay most for a click. */
const maxAdverts = 2_000;

type Row = SummaryRow & {
  advert_id: string;
  placements: Candidate['placements'];
  priority: number;
  cost_per_click_minor: string;
  advert_currency: string;
  keywords: string[];
  category_ids: string[];
};

const toShown = (row: Row): ShownAdvert => ({
  advertId: row.advert_id,
  productId: row.id,
  sellerId: row.seller_id,
  placements: row.placements,
  priority: row.priority,
  rank: priceRankOf(BigInt(row.cost_per_click_minor), row.advert_currency),
  keywords: row.keywords,
  categoryIds: row.category_ids,
  row,
});

/** Adverts that run and can pay a click today, of products on sale and in stock whose sellers are active and not on vacation. One statement. */
async function readShown(pool: pg.Pool, now: Date): Promise<ShownAdvert[]> {
  // SQL: hot, joins the products.
  const { rows } = await pool.query<Row>({
    name: 'shown-adverts',
    text: `SELECT a.id AS advert_id, a.placements, a.priority, a.cost_per_click_minor, a.currency AS advert_currency, a.keywords,
        a.category_ids, ${summaryColumns}
      FROM advert a JOIN product p ON p.id = a.product_id AND p.listed AND p.status = 'ACTIVE'
      WHERE NOT ${isOnVacation('p.seller_id', '$1')} AND a.status = 'RUNNING' AND (a.ends_at IS NULL OR a.ends_at > $1)
        AND a.total_budget_minor - a.spent_minor >= a.cost_per_click_minor
        AND (a.daily_budget_minor IS NULL
          OR a.daily_budget_minor - CASE WHEN a.spent_day = $2 THEN a.spent_today_minor ELSE 0 END >= a.cost_per_click_minor)
      ORDER BY a.cost_per_click_minor DESC, a.id LIMIT ${maxAdverts}`,
    values: [now, dayOf(now)],
  });
  return rows.map(toShown);
}

/** Keeps the adverts that may be shown for `keepMs`, so that most pages read none. Pages at the same time read them once. */
export function createAdvertShelf(pool: pg.Pool, { keepMs, now }: { keepMs: number; now: () => Date }): AdvertShelf {
  let known: { shelf: Shelf; until: number } | null = null;
  let reading: Promise<Shelf> | null = null;

  async function readAgain(): Promise<Shelf> {
    const shown = await readShown(pool, now());
    return { adverts: advertIndex(shown, Math.random), categoryRevision: shown[0]?.row.category_revision ?? null };
  }

  async function keepFresh(): Promise<Shelf> {
    const mine = (reading ??= readAgain());
    try {
      const shelf = await mine;
      // One that was forgotten meanwhile is not kept.
      if (reading === mine) known = { shelf, until: performance.now() + keepMs };
      return shelf;
    } finally {
      if (reading === mine) reading = null;
    }
  }

  return {
    read: () => (known !== null && performance.now() < known.until ? known.shelf : keepFresh()),
    forget() {
      known = null;
      reading = null;
    },
  };
}
