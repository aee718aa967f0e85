import type { Queryable } from '@soko/postgres';
import type { PlayerVisit } from '../../domain/business/cells.ts';
import type { DashboardRange } from '../../domain/dashboard-range.ts';
import { daysOf, periodsCte } from './sum-business.ts';

/** Adds times at which people placed bets, each once, and corrects which time was the one before. */
export async function addPlayers(tx: Queryable, generation: number, visits: readonly PlayerVisit[]): Promise<void> {
  if (visits.length === 0) return;
  const { rows } = await tx.query<PlayerVisit>({
    name: 'business-players-add',
    // SQL: many rows in one statement, without those that are known.
    text: `INSERT INTO business_players (generation, player, at)
      SELECT DISTINCT $1::int, * FROM unnest($2::bigint[], $3::timestamptz[]) ON CONFLICT DO NOTHING RETURNING player, at`,
    values: [generation, visits.map(({ player }) => player), visits.map(({ at }) => at)],
  });
  if (rows.length === 0) return;
  await tx.query({
    name: 'business-players-link',
    // SQL: the time before each of the new ones, and before the next of each.
    text: `WITH added AS (SELECT * FROM unnest($2::bigint[], $3::timestamptz[]) AS given (player, at))
      UPDATE business_players p SET previous_at = (SELECT max(b.at) FROM business_players b
        WHERE b.generation = $1 AND b.player = p.player AND b.at < p.at)
      FROM (SELECT player, at FROM added UNION SELECT player, (SELECT min(n.at) FROM business_players n
        WHERE n.generation = $1 AND n.player = added.player AND n.at > added.at) FROM added) AS touched
      WHERE p.generation = $1 AND p.player = touched.player AND p.at = touched.at`,
    values: [generation, rows.map(({ player }) => player), rows.map(({ at }) => at)],
  });
}

/** The name of the whole range among its periods. */
const whole = 'total';

/** Number of people who placed a bet, by the first day of each period; under null for the days before, and in all. */
export interface ActivePlayers {
  total: number;
  byPeriod: ReadonlyMap<string | null, number>;
}

/** Counts each person once in each period: at the first time in it, before which there is none in it. One statement. */
export async function countPlayers(db: Queryable, generation: number, range: DashboardRange): Promise<ActivePlayers> {
  const [names, from, to] = daysOf(range);
  const { rows } = await db.query<{ period: string | null; count: number }>({
    name: 'business-players-count',
    // SQL: counts by the calendar of a time zone.
    text: `WITH ${periodsCte}
      SELECT p.name AS period, count(*)::int FROM periods p CROSS JOIN LATERAL (SELECT FROM business_players
        WHERE generation = $1 AND at >= p.start AND at < p.stop AND (previous_at IS NULL OR previous_at < p.start)
      ) AS found GROUP BY p.name`,
    values: [generation, range.timeZone, [...names, whole], [...from, range.from], [...to, range.to]],
  });
  const byPeriod = new Map(rows.map(({ period, count }) => [period, count]));
  return { total: byPeriod.get(whole) ?? 0, byPeriod };
}
