import { formatMinor, type Money, toGraphMoney } from '@soko/money';
import { refuse, type Refused } from '@soko/refusals';
import type { Exclusion, ExclusionKind } from './exclusion.ts';
import { leftOf, type LimitKind, type LimitPeriod, type LimitUse } from './limit.ts';

type GraphMoney = ReturnType<typeof toGraphMoney>;

export type DateOfBirthRequired = Refused<'DateOfBirthRequired'>;
export type UnderAge = Refused<'UnderAge', { minimumAge: number }>;
export type Excluded = Refused<'Excluded', { exclusionKind: ExclusionKind; until: string | null }>;
export type LimitReached = Refused<
  'LimitReached',
  { limitKind: LimitKind; period: LimitPeriod; limit: GraphMoney; left: GraphMoney; until: string | null }
>;

/** Times are texts, so that `once` can keep a refusal. */
const time = (at: Date | null): string | null => at?.toISOString() ?? null;

/** The refusals of deposits and bets for reasons of responsible gaming. */
export type GamingRefusal = DateOfBirthRequired | UnderAge | Excluded | LimitReached;

export const dateOfBirthRequired = (): DateOfBirthRequired =>
  refuse('DateOfBirthRequired', 'Give your date of birth first, with `setDateOfBirth`: deposits and bets need it.');

export const underAge = (minimumAge: number): UnderAge =>
  refuse('UnderAge', `Deposits and bets are for people of ${minimumAge} years and older.`, { minimumAge });

export const excluded = ({ kind, until }: Exclusion): Excluded =>
  refuse(
    'Excluded',
    until === null
      ? 'You are excluded from deposits and bets permanently. You can still withdraw.'
      : `You are excluded from deposits and bets until ${until.toISOString()}. You can still withdraw.`,
    { exclusionKind: kind, until: time(until) },
  );

const nameOfLimit = { DEPOSIT: 'deposits', STAKE: 'stakes', LOSS: 'losses' } as const;
const nameOfPeriod = { DAY: '24 hours', WEEK: '7 days', MONTH: '30 days' } as const;

/** `until`: the time from which the amount fits, when nothing else is deposited or staked; null when it never does. */
export function limitReached(use: LimitUse, currency: string, until: Date | null): LimitReached {
  const { kind, period, limitMinor } = use;
  const money = (amountMinor: bigint): Money => ({ amountMinor, currency });
  const left = leftOf(use);
  const text = (amountMinor: bigint): string => `${formatMinor(amountMinor, currency)} ${currency}`;
  return refuse(
    'LimitReached',
    `Your limit on ${nameOfLimit[kind]} is ${text(limitMinor)} in ${nameOfPeriod[period]}; ${text(left)} are left.`,
    {
      limitKind: kind,
      period,
      limit: toGraphMoney(money(limitMinor)),
      left: toGraphMoney(money(left)),
      until: time(until),
    },
  );
}

export type LongerExclusionHolds = Refused<
  'LongerExclusionHolds',
  { exclusionKind: ExclusionKind; until: string | null }
>;

export const longerExclusionHolds = ({ kind, until }: Exclusion): LongerExclusionHolds =>
  refuse('LongerExclusionHolds', 'An exclusion that ends no earlier holds already. An exclusion is never shortened.', {
    exclusionKind: kind,
    until: time(until),
  });

export type LimitIncreaseTooEarly = Refused<'LimitIncreaseTooEarly', { confirmableAt: string }>;

export const limitIncreaseTooEarly = (confirmableAt: Date): LimitIncreaseTooEarly =>
  refuse('LimitIncreaseTooEarly', 'A limit is raised 24 hours after the request at the earliest. Confirm it then.', {
    confirmableAt: confirmableAt.toISOString(),
  });

export type LimitIncreaseEnded = Refused<'LimitIncreaseEnded'>;

export const limitIncreaseEnded = (): LimitIncreaseEnded =>
  refuse('LimitIncreaseEnded', 'This request was replaced, or was not confirmed in time. Request the limit again.');

export type DateOfBirthAlreadySet = Refused<'DateOfBirthAlreadySet'>;

export const dateOfBirthAlreadySet = (): DateOfBirthAlreadySet =>
  refuse('DateOfBirthAlreadySet', 'Your date of birth and country are set. Ask support to correct them.');
