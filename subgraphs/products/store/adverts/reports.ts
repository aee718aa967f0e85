import type { Queryable } from '@soko/postgres';

/** Numbers of an advert, of one day or of all days. */
export interface AdvertFigures {
  impressions: number;
  clicks: number;
  freeClicks: number;
  ordersWon: number;
}

/** One day of an advert. */
export interface AdvertDay extends AdvertFigures {
  /** Such as `2026-03-01`. */
  date: string;
  spentMinor: bigint;
}

export const noFigures: AdvertFigures = { impressions: 0, clicks: 0, freeClicks: 0, ordersWon: 0 };

const sum = (column: string): string => `least(sum(${column}), 2147483647)::int`;

/** The numbers of adverts over all days. One statement for any number of adverts. */
export async function findFigures(db: Queryable, advertIds: readonly string[]): Promise<Map<string, AdvertFigures>> {
  // SQL: sums of many adverts.
  const { rows } = await db.query<AdvertFigures & { advert_id: string }>({
    name: 'advert-figures',
    text: `SELECT advert_id, ${sum('impressions')} AS impressions, ${sum('clicks')} AS clicks, ${sum('free_clicks')} AS "freeClicks",
        ${sum('orders_won')} AS "ordersWon"
      FROM advert_day WHERE advert_id = ANY($1) GROUP BY advert_id`,
    values: [advertIds],
  });
  return new Map(rows.map(({ advert_id, ...figures }) => [advert_id, figures]));
}

/** The days of adverts from `from` to `until`, oldest first. One statement for any number of adverts. */
export async function findDays(
  db: Queryable,
  advertIds: readonly string[],
  { from, until }: { from: string; until: string },
): Promise<Map<string, AdvertDay[]>> {
  // SQL: days as texts, without a time zone.
  const { rows } = await db.query<Omit<AdvertDay, 'spentMinor'> & { advert_id: string; spent_minor: string }>({
    name: 'advert-days',
    text: `SELECT advert_id, day::text AS date, impressions, clicks, free_clicks AS "freeClicks", orders_won AS "ordersWon", spent_minor
      FROM advert_day WHERE advert_id = ANY($1) AND day BETWEEN $2::date AND $3::date ORDER BY advert_id, day`,
    values: [advertIds, from, until],
  });
  const byAdvert = new Map<string, AdvertDay[]>();
  for (const { advert_id, spent_minor, ...day } of rows) {
    byAdvert.set(advert_id, [...(byAdvert.get(advert_id) ?? []), { ...day, spentMinor: BigInt(spent_minor) }]);
  }
  return byAdvert;
}
