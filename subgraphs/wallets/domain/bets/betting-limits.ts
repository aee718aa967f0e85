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

/** What a bet adds to, each subject once and in the order in which their rows are locked. */
export function exposureSubjects(
  userId: string,
  legs: readonly { selectionId: string; marketId: string; eventId: string }[],
): ExposureSubject[] {
  const subjects = new Map<string, ExposureSubject>();
  const add = (scope: ExposureScope, subjectId: string) => subjects.set(`${scope} ${subjectId}`, { scope, subjectId });
  add('USER', userId);
  for (const { selectionId, marketId, eventId } of legs) {
    add('SELECTION', selectionId);
    add('MARKET', marketId);
    add('EVENT', eventId);
  }
  return [...subjects].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, subject]) => subject);
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
  marketMaxima: readonly (bigint | null)[],
  roomMinor: bigint,
): bigint {
  const lines = BigInt(bet.lines);
  const stakes = [limits.maxStakeMinor, ...marketMaxima.filter((each) => each !== null)].map((each) => each / lines);
  // The return of a huge stake, rounded up, so that no stake below the result returns more than the limit.
  const returnOfScale = potentialReturn({ ...bet, stakeMinor: scale * lines }) + lines;
  const returns = [limits.maxReturnMinor, roomMinor].map((each) => (each * scale) / returnOfScale);
  return [...stakes, ...returns].reduce((least, each) => (each < least ? each : least));
}
