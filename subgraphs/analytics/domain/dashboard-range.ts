import { badUserInput } from '@soko/errors';
import { readDate, readTimeZone } from '@soko/input';

export type Granularity = 'DAY' | 'WEEK' | 'MONTH';

/** The days of a dashboard, by the calendar of a time zone. */
export interface DashboardRange {
  from: string;
  /** The last day. */
  to: string;
  granularity: Granularity;
  timeZone: string;
}

/** Days from the start of one to the start of the other, both as `YYYY-MM-DD`. */
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Number of days of a range at most: a year by day, and five years by week or month. */
const maxDays: Readonly<Record<Granularity, number>> = { DAY: 366, WEEK: 1_830, MONTH: 1_830 };

/** Reads a range of days. Throws BAD_USER_INPUT. `usualTimeZone` is that of the person. */
export function readDashboardRange(
  given: {
    from: string;
    to: string;
    granularity?: Granularity | null | undefined;
    timeZone?: string | null | undefined;
  },
  usualTimeZone: string | null,
): DashboardRange {
  const [from, to] = [readDate(given.from, 'range.from'), readDate(given.to, 'range.to')];
  const granularity = given.granularity ?? 'DAY';
  if (to < from) throw badUserInput('The first day must not be after the last.', 'range.from');
  if (from < '1900') throw badUserInput('The first day must not be before 1900.', 'range.from');
  if (to >= '3000') throw badUserInput('The last day must not be after the year 2999.', 'range.to');
  const most = maxDays[granularity];
  if (daysBetween(from, to) >= most)
    throw badUserInput(
      granularity === 'DAY'
        ? `By day, the range may have at most ${most} days. Ask for it by week or month.`
        : `The range may have at most ${most} days.`,
      'range.from',
    );
  const timeZone = given.timeZone == null ? (usualTimeZone ?? 'UTC') : readTimeZone(given.timeZone, 'range.timeZone');
  return { from, to, granularity, timeZone };
}

/** The range of the same number of days that ends on the day before. */
export const rangeBefore = ({ from, to }: Pick<DashboardRange, 'from' | 'to'>): { from: string; to: string } => {
  const days = daysBetween(from, to) + 1;
  return { from: addDays(from, -days), to: addDays(from, -1) };
};

/** A day, a week from Monday to Sunday, or a month. The first and the last may be cut by the range. */
export interface Period {
  from: string;
  to: string;
}

/** The first day of the period after the one that a day is in. */
function nextStart(day: string, granularity: Granularity): string {
  const date = new Date(day);
  switch (granularity) {
    case 'DAY':
      return addDays(day, 1);
    case 'WEEK':
      return addDays(day, 7 - ((date.getUTCDay() + 6) % 7));
    default:
      return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)).toISOString().slice(0, 10);
  }
}

/** The periods of a range, in order. */
export function periodsOf({ from, to, granularity }: DashboardRange): Period[] {
  const periods: Period[] = [];
  for (let start = from; start <= to;) {
    const next = nextStart(start, granularity);
    const last = addDays(next, -1);
    periods.push({ from: start, to: last < to ? last : to });
    start = next;
  }
  return periods;
}
