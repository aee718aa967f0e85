import type { Queryable } from '@soko/postgres';
import type { DashboardRange } from '../../domain/dashboard-range.ts';
import { type FunnelCounts, noCounts } from '../../domain/funnel/counts.ts';
import { steps } from '../../domain/funnel/visit.ts';
import { daysOf, periodsCte } from '../business/sum-business.ts';

/** The name of the whole range among its periods. */
const whole = 'total';

/** Counts by the first day of each period; under null for the days before, and in all. */
export interface FunnelSums {
  total: FunnelCounts;
  byPeriod: ReadonlyMap<string | null, FunnelCounts>;
}

/** Counts each visitor once on each step in each period: at the first time in it. One statement. */
export async function countVisitors(db: Queryable, scope: string, range: DashboardRange): Promise<FunnelSums> {
  const [names, from, to] = daysOf(range);
  const { rows } = await db.query<{ period: string | null; step: number; visitors: number; views: string }>({
    name: 'funnel-count',
    // SQL: counts by the calendar of a time zone.
    text: `WITH ${periodsCte}
      SELECT p.name AS period, found.* FROM periods p CROSS JOIN LATERAL (
        SELECT step, count(*) FILTER (WHERE visitor <> 0 AND (previous_at IS NULL OR previous_at < p.start))::int AS visitors,
          sum(views)::text AS views
        FROM funnel_visits WHERE scope = $1 AND at >= p.start AND at < p.stop GROUP BY step) AS found`,
    values: [scope, range.timeZone, [...names, whole], [...from, range.from], [...to, range.to]],
  });
  const byPeriod = new Map<string | null, FunnelCounts>();
  for (const { period, step, visitors, views } of rows) {
    const known = byPeriod.get(period) ?? noCounts;
    byPeriod.set(period, { ...known, [steps[step]!]: visitors, views: known.views + Number(views) });
  }
  return { total: byPeriod.get(whole) ?? noCounts, byPeriod };
}
