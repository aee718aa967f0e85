import { type BetOutcome, decideBet } from '../bets/bet-outcome.ts';
import type { BetLeg } from '../bets/bet-return.ts';
import { type BetKind, lineSizes } from '../bets/lines.ts';

export type SettledStatus = 'WON' | 'LOST' | 'VOID';

/** A bet that has a leg in a market that is being settled. Amounts are minor units of its currency. */
export interface SettlingBet {
  id: string;
  userId: string;
  currency: string;
  kind: BetKind;
  status: 'ACCEPTED' | 'CANCELLED' | 'CASHED_OUT' | SettledStatus;
  /** Stake of all lines when the bet was placed. */
  stakeMinor: bigint;
  /** Stake of one line that is still at risk, or was when the bet ended. */
  unitStakeMinor: bigint;
  lines: number;
  systemSizes: readonly number[];
  /** Return of the unit stake if every selection wins. */
  potentialReturnMinor: bigint;
  /** Amount that the last settlement paid; null while the bet is open. */
  returnMinor: bigint | null;
  /** Number of its settlements so far. */
  settlementRevision: number;
  version: number;
  legs: readonly (BetLeg & { selectionId: string; marketId: string; eventId: string })[];
}

/** A settlement of a bet, of which its revision is the number. */
export interface Settlement {
  revision: number;
  status: SettledStatus;
  returnMinor: bigint;
}

/** The change of one bet: an earlier settlement is reversed, a new one is made, or both. */
export interface BetChange {
  bet: SettlingBet;
  reversed: Settlement | null;
  /** Null when the bet is open again. */
  settled: Settlement | null;
}

/** Stake of all lines of a bet that is still at risk, or was when it was settled. */
export const stakeAtRisk = ({ unitStakeMinor, lines }: Pick<SettlingBet, 'unitStakeMinor' | 'lines'>): bigint =>
  unitStakeMinor * BigInt(lines);

/** Change of the user's wallet. */
export const netOf = ({ reversed, settled }: BetChange): bigint =>
  (settled?.returnMinor ?? 0n) - (reversed?.returnMinor ?? 0n);

function lastSettlement({ status, returnMinor, settlementRevision }: SettlingBet): Settlement | null {
  if (status === 'ACCEPTED' || status === 'CANCELLED' || status === 'CASHED_OUT') return null;
  if (returnMinor === null) throw new Error(`A bet with the status ${status} has no return.`);
  return { revision: settlementRevision, status, returnMinor };
}

const isAsBefore = (before: Settlement | null, outcome: BetOutcome): boolean =>
  before === null
    ? !outcome.decided
    : outcome.decided && outcome.status === before.status && outcome.returnMinor === before.returnMinor;

/**
 * What the present results of its legs change about a bet. Null for nothing: the bet is still open, ended otherwise, or
 * settled with the same result before.
 */
export function changeBet(bet: SettlingBet): BetChange | null {
  if (bet.status === 'CANCELLED' || bet.status === 'CASHED_OUT') return null;
  const sizes = lineSizes(bet.kind, bet.legs, bet.systemSizes);
  const outcome = decideBet({ stakeMinor: stakeAtRisk(bet), legs: bet.legs, sizes });
  const reversed = lastSettlement(bet);
  if (isAsBefore(reversed, outcome)) return null;
  const revision = bet.settlementRevision + 1;
  const { decided } = outcome;
  return {
    bet,
    reversed,
    settled: decided ? { revision, status: outcome.status, returnMinor: outcome.returnMinor } : null,
  };
}
