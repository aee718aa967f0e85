/** A look for mails that may be written is never later than this after the last, while the process runs. */
const catchUpMs = 3_000;

/** Mails that may be written now, and the time of the next one after them. */
export interface Allowance {
  count: number;
  nextAt: Date;
}

/**
 * Spreads the mails of a campaign evenly over time. What was missed while no process ran is not made up for: only the last
 * seconds are, so that looks every few seconds reach the pace.
 */
export function allowanceOf(
  { perMinute, nextAt }: { perMinute: number; nextAt: Date | null },
  now: Date,
  most: number,
): Allowance {
  const everyMs = 60_000 / perMinute;
  const from = Math.max(nextAt?.getTime() ?? now.getTime(), now.getTime() - catchUpMs);
  if (from > now.getTime()) return { count: 0, nextAt: new Date(from) };
  const due = Math.floor((now.getTime() - from) / everyMs) + 1;
  const count = Math.min(due, most);
  return { count, nextAt: new Date(from + count * everyMs) };
}
