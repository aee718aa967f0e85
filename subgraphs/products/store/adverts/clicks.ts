import type { Envelope } from '@soko/events';
import { newId } from '@soko/ids';
import { outboxInsert, outboxRows } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { isOnVacation } from '../known-vacations.ts';
import { dayOf, hourOf } from '../../domain/adverts/advert.ts';
import type { Click, Decision, EarlierClicks } from '../../domain/adverts/decide-clicks.ts';

interface EarlierRow {
  no: number;
  is_own: boolean;
  is_off_sale: boolean;
  is_repeat: boolean;
  of_viewer: number;
  of_network: number;
}

/** What is saved about earlier clicks of each. One statement, in the transaction that has locked the adverts. */
export async function findEarlierClicks(
  tx: Queryable,
  clicks: readonly Click[],
  now: Date,
): Promise<Map<Click, EarlierClicks>> {
  const wanted = clicks.map(({ id, advertId, viewer, network, userId, storeId }, no) => ({
    no,
    id,
    advert_id: advertId,
    viewer,
    network,
    user_id: userId,
    store_id: storeId,
  }));
  // SQL: hot, looks up many clicks in one statement.
  const { rows } = await tx.query<EarlierRow>({
    name: 'earlier-advert-clicks',
    text: `WITH wanted AS (
        SELECT * FROM jsonb_to_recordset($1) AS w (no int, id text, advert_id text, viewer text, network text, user_id text, store_id text)
      ), viewers AS (
        SELECT viewer, count(*)::int AS clicks FROM advert_click
        WHERE viewer IN (SELECT viewer FROM wanted) AND at >= $2 GROUP BY viewer
      ), networks AS (
        SELECT network, count(*)::int AS clicks FROM advert_click
        WHERE network IN (SELECT network FROM wanted) AND hour = $2 GROUP BY network
      )
      SELECT w.no, coalesce(v.clicks, 0) AS of_viewer, coalesce(n.clicks, 0) AS of_network,
        EXISTS (SELECT FROM advert a WHERE a.id = w.advert_id AND (a.store_id = w.store_id
          OR EXISTS (SELECT FROM seller s WHERE s.id = a.seller_id AND s.user_id = w.user_id)
          OR EXISTS (SELECT FROM store_member m WHERE m.store_id = a.store_id AND m.user_id = w.user_id AND m.status = 'ACTIVE'))) AS is_own,
        NOT EXISTS (SELECT FROM advert a JOIN product p ON p.id = a.product_id WHERE a.id = w.advert_id AND p.listed AND p.status = 'ACTIVE'
          AND NOT ${isOnVacation('p.seller_id', '$3')})
          AS is_off_sale,
        EXISTS (SELECT FROM advert_click c WHERE c.id = w.id)
          OR EXISTS (SELECT FROM advert_click c WHERE c.advert_id = w.advert_id AND c.viewer = w.viewer AND c.hour = $2) AS is_repeat
      FROM wanted w LEFT JOIN viewers v ON v.viewer = w.viewer LEFT JOIN networks n ON n.network = w.network`,
    values: [JSON.stringify(wanted), hourOf(now), now],
  });
  return new Map(
    rows.map((row) => [
      clicks[row.no]!,
      {
        isOwn: row.is_own,
        isOffSale: row.is_off_sale,
        isRepeat: row.is_repeat,
        ofViewer: row.of_viewer,
        ofNetwork: row.of_network,
      },
    ]),
  );
}

// SQL: hot, saves the clicks of many adverts with their budgets, reports, charges and events in one statement.
const statement = `WITH decided AS (
    SELECT * FROM jsonb_to_recordset($1) AS d (id text, status text, ended_at timestamptz, updated_at timestamptz, version int,
      spent bigint, spent_day date, spent_today bigint, charged int, free int, amount bigint, charge_id text)
  ), clicked AS (
    INSERT INTO advert_click (id, advert_id, viewer, network, hour, at, amount_minor)
    SELECT c.id, c.advert_id, c.viewer, c.network, $3, $4, c.amount
    FROM jsonb_to_recordset($2) AS c (id text, advert_id text, viewer text, network text, amount bigint)
  ), spent AS (
    UPDATE advert a SET (status, ended_at, updated_at, version, spent_minor, spent_day, spent_today_minor) =
      (d.status, d.ended_at, d.updated_at, d.version, d.spent, d.spent_day, d.spent_today)
    FROM decided d WHERE a.id = d.id AND d.charged > 0
  ), counted AS (
    INSERT INTO advert_day (advert_id, day, clicks, free_clicks, spent_minor)
    SELECT id, $5, charged, free, amount FROM decided ORDER BY id
    ON CONFLICT (advert_id, day) DO UPDATE SET clicks = advert_day.clicks + excluded.clicks,
      free_clicks = advert_day.free_clicks + excluded.free_clicks, spent_minor = advert_day.spent_minor + excluded.spent_minor
  ), charged AS (
    INSERT INTO advert_charge (id, advert_id, opened_at, clicks, amount_minor)
    SELECT charge_id, id, $4, charged, amount FROM decided WHERE charged > 0 ORDER BY id
    ON CONFLICT (advert_id) WHERE closed_at IS NULL
      DO UPDATE SET clicks = advert_charge.clicks + excluded.clicks, amount_minor = advert_charge.amount_minor + excluded.amount_minor
  ) ${outboxInsert('$6')}`;

/** Saves decisions about clicks with their events. One statement, in the transaction that has locked the adverts. */
export async function saveClicks(
  tx: Queryable,
  decisions: readonly Decision[],
  events: readonly Envelope[],
  now: Date,
): Promise<void> {
  const decided = decisions.map(({ before, after, charged, free }) => ({
    id: after.id,
    status: after.status,
    ended_at: after.endedAt,
    updated_at: after.updatedAt,
    version: after.version,
    spent: after.spentMinor.toString(),
    spent_day: after.spentDay,
    spent_today: after.spentTodayMinor.toString(),
    charged: charged.length,
    free,
    amount: (after.spentMinor - before.spentMinor).toString(),
    charge_id: newId('adc'),
  }));
  const clicks = decisions.flatMap(({ before, charged }) =>
    charged.map(({ id, advertId, viewer, network }) => ({
      id,
      advert_id: advertId,
      viewer,
      network,
      amount: before.costPerClickMinor.toString(),
    })),
  );
  await tx.query({
    name: 'save-advert-clicks',
    text: statement,
    values: [JSON.stringify(decided), JSON.stringify(clicks), hourOf(now), now, dayOf(now), outboxRows(events)],
  });
}
