import { type LimitKind, type LimitPeriod, limitPeriods } from '../../domain/gaming/limit.ts';

/** Kinds of rows of `gaming_activity`. */
export type Activity = 'deposit' | 'stake' | 'return';

/** Columns of `gaming_account` with the total of each activity. */
export const totalColumn = {
  deposit: 'deposited_minor',
  stake: 'staked_minor',
  return: 'returned_minor',
} as const satisfies Record<Activity, string>;

/** Column of `gaming_account` with a limit, such as `loss_week_minor`. */
export const limitColumn = (kind: LimitKind, period: LimitPeriod): string => `${kind}_${period}_minor`.toLowerCase();

/** Lengths of the windows as SQL intervals. Hours, so that no change of clocks lengthens a day. */
export const sqlPeriod = {
  DAY: `interval '24 hours'`,
  WEEK: `interval '168 hours'`,
  MONTH: `interval '720 hours'`,
} as const satisfies Record<LimitPeriod, string>;

/**
 * SQL: total of an activity at the beginning of a window, as of the statement's snapshot. `$1` is the user, `$2` the
 * currency, `now` the end of the window. The activity at exactly the beginning is outside the window.
 */
export const totalBefore = (activity: Activity, since: string): string => `coalesce(
  (SELECT x.before_minor FROM gaming_activity x WHERE x.user_id = $1 AND x.currency = $2
     AND x.activity = '${activity}' AND x.at > ${since} ORDER BY x.at, x.sequence LIMIT 1),
  (SELECT s.${totalColumn[activity]} FROM gaming_account s WHERE s.user_id = $1 AND s.currency = $2), 0)`;

const inWindow = (account: string, activity: Activity, period: LimitPeriod, now: string): string =>
  `${account}.${totalColumn[activity]} - ${totalBefore(activity, `${now} - ${sqlPeriod[period]}`)}`;

/** SQL: what counts towards a limit in its window that ends at `now`, by the totals of the row `account`. */
export function sqlUse(account: string, kind: LimitKind, period: LimitPeriod, now: string): string {
  if (kind === 'DEPOSIT') return `(${inWindow(account, 'deposit', period, now)})`;
  const staked = inWindow(account, 'stake', period, now);
  return kind === 'STAKE' ? `(${staked})` : `(${staked} - (${inWindow(account, 'return', period, now)}))`;
}

/** Every limit of the given kinds. */
export const everyLimit = (kinds: readonly LimitKind[]): { kind: LimitKind; period: LimitPeriod }[] =>
  kinds.flatMap((kind) => limitPeriods.map((period) => ({ kind, period })));
