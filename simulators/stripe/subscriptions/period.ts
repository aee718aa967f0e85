import type { Recurring } from '../records/billing.ts';

const dayS = 86_400;
const monthsOf = { month: 1, year: 12 } as const;

/** A day of the month that a month lacks becomes its last day, and is back in the next one that has it. */
function addMonths(at: number, months: number): number {
  const date = new Date(at * 1_000);
  const first = new Date(date);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + months);
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date.getUTCDate(), last));
  return Math.floor(first.getTime() / 1_000);
}

function addIntervals(at: number, { interval, intervalCount }: Recurring, count: number): number {
  const steps = intervalCount * count;
  if (interval === 'day') return at + steps * dayS;
  if (interval === 'week') return at + steps * 7 * dayS;
  return addMonths(at, steps * monthsOf[interval]);
}

/** The period number `cycle`, from 0, of a subscription that began at `anchor`: Unix seconds. */
export const periodOf = (
  { anchor, cycle }: { anchor: number; cycle: number },
  recurring: Recurring,
): { start: number; end: number } => ({
  start: addIntervals(anchor, recurring, cycle),
  end: addIntervals(anchor, recurring, cycle + 1),
});
