import { potentialReturn } from './bet-return.ts';
import type { PricedBet } from './priced-bet.ts';

/** Limits of bets in one currency, in minor units. */
export interface BettingLimits {
  currency: string;
  minStakeMinor: bigint;
  maxStakeMinor: bigint;
  maxReturnMinor: bigint;
  /** Greatest sum of potential returns of the open bets on one selection, market and event, and of one user. */
  selectionMaxMinor: bigint;
  marketMaxMinor: bigint;
  eventMaxMinor: bigint;
  userMaxMinor: bigint;
}

export type ExposureScope = 'SELECTION' | 'MARKET' | 'EVENT' | 'USER';

/** The things of which a bet raises the exposure. */
export interface ExposureSubject {
  scope: ExposureScope;
  subjectId: string;
}

/** The exposure that one more bet may add to a subject. */
export const capOf = (limits: BettingLimits, scope: ExposureScope): bigint =>
  ({
    SELECTION: limits.selectionMaxMinor,
    MARKET: limits.marketMaxMinor,
    EVENT: limits.eventMaxMinor,
    USER: limits.userMaxMinor,
  })[scope];

const inOrder = (ids: readonly string[]): readonly string[] => (ids.length === 1 ? ids : [...new Set(ids)].toSorted());

/** What a bet adds to, each subject once and in the order in which their rows are locked: by scope, then by id. */
export function exposureSubjects(
  userId: string,
  legs: readonly { selectionId: string; marketId: string; eventId: string }[],
): ExposureSubject[] {
  const subjects = (scope: ExposureScope, ids: readonly string[]): ExposureSubject[] =>
    inOrder(ids).map((subjectId) => ({ scope, subjectId }));
  return [
    ...subjects(
      'EVENT',
      legs.map(({ eventId }) => eventId),
    ),
    ...subjects(
      'MARKET',
      legs.map(({ marketId }) => marketId),
    ),
    ...subjects(
      'SELECTION',
      legs.map(({ selectionId }) => selectionId),
    ),
    { scope: 'USER', subjectId: userId },
  ];
}

const ceilDivide = (amount: bigint, by: bigint): bigint => (amount + by - 1n) / by;

/** Smallest stake of a line with which the whole bet reaches the minimum. */
export const minUnitStake = ({ minStakeMinor }: BettingLimits, lines: number): bigint =>
  ceilDivide(minStakeMinor, BigInt(lines));

const scale = 10n ** 12n;

/**
 * Greatest stake of a line with which the bet stays within the limits, the markets' own limits, and `roomMinor`: the least
 * amount that the exposure of its subjects may still grow by. Zero or less when there is no room.
 */
export function maxUnitStake(
  bet: PricedBet,
  limits: BettingLimits,
  marketMaxima: readonly bigint[],
  roomMinor: bigint,
): bigint {
  const lines = BigInt(bet.lines);
  const stakes = [limits.maxStakeMinor, ...marketMaxima].map((each) => each / lines);
  // The return of a huge stake, rounded up, so that no stake below the result returns more than the limit.
  const returnOfScale = potentialReturn({ ...bet, stakeMinor: scale * lines }) + lines;
  const returns = [limits.maxReturnMinor, roomMinor].map((each) => (each * scale) / returnOfScale);
  return [...stakes, ...returns].reduce((least, each) => (each < least ? each : least));
}
