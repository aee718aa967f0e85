import { formatMinor, type Money, toGraphMoney } from '@soko/money';
import { refuse, type Refused } from '@soko/refusals';
import type { Exclusion, ExclusionKind } from './exclusion.ts';
import { leftOf, type LimitKind, type LimitPeriod, type LimitUse } from './limit.ts';

type GraphMoney = ReturnType<typeof toGraphMoney>;

export type DateOfBirthRequired = Refused<'DateOfBirthRequired'>;
export type UnderAge = Refused<'UnderAge', { minimumAge: number }>;
export type Excluded = Refused<'Excluded', { kind: ExclusionKind; until: Date | null }>;
export type LimitReached = Refused<
  'LimitReached',
  { kind: LimitKind; period: LimitPeriod; limit: GraphMoney; left: GraphMoney; until: Date | null }
>;

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
    { kind, until },
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
    { kind, period, limit: toGraphMoney(money(limitMinor)), left: toGraphMoney(money(left)), until },
  );
}
