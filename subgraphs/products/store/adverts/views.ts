import type { Queryable } from '@soko/postgres';

/** An advert that was shown to a viewer in an hour. */
export interface AdvertView {
  advertId: string;
  viewer: string;
  hour: Date;
}

/** Counts views, each once for its viewer and hour. One statement. */
export async function saveViews(db: Queryable, views: readonly AdvertView[]): Promise<void> {
  const rows = views.map(({ advertId, viewer, hour }) => ({ advert_id: advertId, viewer, hour }));
  // SQL: hot, counts many views in one statement. Sorted, so that two processes never wait for each other in a circle.
  await db.query({
    name: 'save-advert-views',
    text: `WITH seen AS (
        INSERT INTO advert_view (advert_id, viewer, hour)
        SELECT advert_id, viewer, hour FROM jsonb_to_recordset($1) AS v (advert_id text, viewer text, hour timestamptz)
        ORDER BY advert_id, viewer, hour
        ON CONFLICT DO NOTHING RETURNING advert_id, (hour AT TIME ZONE 'UTC')::date AS day
      )
      INSERT INTO advert_day (advert_id, day, impressions)
      SELECT advert_id, day, count(*)::int FROM seen GROUP BY advert_id, day ORDER BY advert_id, day
      ON CONFLICT (advert_id, day) DO UPDATE SET impressions = advert_day.impressions + excluded.impressions`,
    values: [JSON.stringify(rows)],
  });
}

/** Deletes who saw adverts, and makes the clicks of a person nobody's. Charges and reports stay. */
export async function forgetViewer(db: Queryable, viewers: readonly string[]): Promise<void> {
  // SQL: in a consumer, which has no Prisma client.
  await db.query({
    name: 'forget-advert-views',
    text: `WITH gone AS (DELETE FROM advert_view WHERE viewer = ANY($1))
      UPDATE advert_click SET viewer = id, network = '' WHERE viewer = ANY($1)`,
    values: [viewers],
  });
}
