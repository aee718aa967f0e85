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

/** SQL of the user and the currency that a window is about. */
export interface Owner {
  user: string;
  currency: string;
}

const given: Owner = { user: '$1', currency: '$2' };

/**
 * SQL: total of an activity at the beginning of a window, as of the statement's snapshot. The activity at exactly the
 * beginning is outside the window.
 */
export const totalBefore = (activity: Activity, since: string, { user, currency } = given): string => `coalesce(
  (SELECT x.before_minor FROM gaming_activity x WHERE x.user_id = ${user} AND x.currency = ${currency}
     AND x.activity = '${activity}' AND x.at > ${since} ORDER BY x.at, x.sequence LIMIT 1),
  (SELECT s.${totalColumn[activity]} FROM gaming_account s WHERE s.user_id = ${user} AND s.currency = ${currency}), 0)`;

/** A window of a limit: the alias of the account's row, the end of the window, and whose it is. */
export interface Window {
  account: string;
  now: string;
  owner?: Owner;
}

function inWindow(activity: Activity, period: LimitPeriod, { account, now, owner }: Window): string {
  return `${account}.${totalColumn[activity]} - ${totalBefore(activity, `${now} - ${sqlPeriod[period]}`, owner)}`;
}

/** SQL: what counts towards a limit in its window. */
export function sqlUse(kind: LimitKind, period: LimitPeriod, window: Window): string {
  if (kind === 'DEPOSIT') return `(${inWindow('deposit', period, window)})`;
  const staked = inWindow('stake', period, window);
  return kind === 'STAKE' ? `(${staked})` : `(${staked} - (${inWindow('return', period, window)}))`;
}

/** Every limit of the given kinds. */
export const everyLimit = (kinds: readonly LimitKind[]): { kind: LimitKind; period: LimitPeriod }[] =>
  kinds.flatMap((kind) => limitPeriods.map((period) => ({ kind, period })));
