import type { Queryable } from '@soko/postgres';
import type { PeriodSum } from '../../domain/by-currency.ts';
import { type DashboardRange, periodsOf, rangeBefore } from '../../domain/dashboard-range.ts';
import { type Figures, figuresOf, type Measure, measures } from '../../domain/business/measures.ts';

/** The start of an hour or a day of UTC at a time or before it, and at a time or after it. */
const floor = (unit: string, time: string): string => `date_trunc('${unit}', ${time}, 'UTC')`;
const ceiling = (unit: string, time: string): string =>
  floor(unit, `${time} + interval '1 ${unit}' - interval '1 microsecond'`);

/** The periods of a dashboard by the calendar of its time zone: `$2` is the zone, `$3` to `$5` are their names and their days. */
export const periodsCte = `periods AS MATERIALIZED (
  SELECT name, (first::timestamp AT TIME ZONE $2) AS start, ((last + 1)::timestamp AT TIME ZONE $2) AS stop
  FROM unnest($3::text[], $4::date[], $5::date[]) AS given (name, first, last))`;

/**
 * Each period as five stretches: the quarters of an hour and the hours until a day of UTC begins, the days, and the hours and
 * quarters that are left. A year is some hundred buckets, in any time zone.
 */
const stretches = `stretches AS MATERIALIZED (
  SELECT p.name, s.size, s.low, s.high
  FROM periods p
    CROSS JOIN LATERAL (SELECT ${ceiling('hour', 'p.start')} AS hour, ${ceiling('day', 'p.start')} AS day,
      ${floor('hour', 'p.stop')} AS last_hour, ${floor('day', 'p.stop')} AS last_day) AS edge
    CROSS JOIN LATERAL (VALUES
      (15, p.start, least(edge.hour, p.stop)), (60, edge.hour, least(edge.day, edge.last_hour)), (1440, edge.day, edge.last_day),
      (60, greatest(edge.last_day, edge.day), edge.last_hour), (15, greatest(edge.last_hour, edge.hour), p.stop)) AS s (size, low, high)
  WHERE s.low < s.high)`;

const sums = measures.map((measure) => `sum(${measure}) AS ${measure}`).join(', ');

const text = `WITH ${periodsCte}, ${stretches}
  SELECT s.name AS period, found.currency, ${measures.map((measure) => `sum(found.${measure})::text AS ${measure}`).join(', ')}
  FROM stretches s CROSS JOIN LATERAL (
    SELECT currency, ${sums} FROM business_buckets
    WHERE generation = $1 AND scope = $6 AND size = s.size AND at >= s.low AND at < s.high
    GROUP BY currency) AS found
  GROUP BY s.name, found.currency ORDER BY found.currency, s.name`;

/** The name, the first and the last day of each period, and of the days before. */
export function daysOf(range: DashboardRange): [(string | null)[], string[], string[]] {
  const before = rangeBefore(range);
  const all = [{ name: null, ...before }, ...periodsOf(range).map((period) => ({ name: period.from, ...period }))];
  return [all.map(({ name }) => name), all.map(({ from }) => from), all.map(({ to }) => to)];
}

const readFigures = (row: Readonly<Record<Measure, string>>): Figures =>
  figuresOf(Object.fromEntries(measures.map((measure) => [measure, BigInt(row[measure])])));

/** The figures of a scope by currency and period, and of the days before. One statement. */
export async function sumBusiness(
  db: Queryable,
  generation: number,
  scope: string,
  range: DashboardRange,
): Promise<PeriodSum<Figures>[]> {
  const { rows } = await db.query<{ period: string | null; currency: string } & Record<Measure, string>>({
    name: 'business-sum',
    // SQL: sums by the calendar of a time zone.
    text,
    values: [generation, range.timeZone, ...daysOf(range), scope],
  });
  return rows.map(({ period, currency, ...row }) => ({ period, currency, figures: readFigures(row) }));
}

/** What the platform has to pay at most for the bets that are open now, by currency. One statement. */
export async function findOpenLiability(db: Queryable, generation: number): Promise<Map<string, bigint>> {
  const { rows } = await db.query<{ currency: string; amount: string }>({
    name: 'business-open-liability',
    // SQL: beside the sums.
    text: `SELECT currency, open_liability::text AS amount FROM business_buckets
      WHERE generation = $1 AND scope = '' AND size = 0`,
    values: [generation],
  });
  return new Map(rows.map(({ currency, amount }) => [currency, BigInt(amount)]));
}
