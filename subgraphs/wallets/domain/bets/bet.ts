/** `ACCEPTED → CANCELLED | WON | LOST | VOID | CASHED_OUT`. A settled bet changes only when a market is settled again. */
export type BetStatus = 'ACCEPTED' | 'CANCELLED' | 'WON' | 'LOST' | 'VOID' | 'CASHED_OUT';

/** Odds that a bet accepts when they changed: none, better ones, or any. */
export type OddsPolicy = 'NONE' | 'BETTER' | 'ANY';

/** A selection in a bet that was placed. */
export interface PlacedLeg {
  betId: string;
  position: number;
  selectionId: string;
  marketId: string;
  eventId: string;
  /** Odds in thousandths at the time of the bet. */
  oddsMilli: number;
  oddsVersion: number;
  isBanker: boolean;
  /** Null until its market is settled. */
  result: 'WON' | 'LOST' | 'VOID' | 'HALF_WON' | 'HALF_LOST' | 'DEAD_HEAT' | null;
  resultNumerator: number | null;
  resultDenominator: number | null;
  /** Number of the market's settlement that gave the result. */
  settledRevision: number;
}

/** A bet of one user. Amounts are minor units of its currency. */
export interface Bet {
  id: string;
  userId: string;
  currency: string;
  kind: 'SINGLE' | 'ACCUMULATOR' | 'SYSTEM';
  /** Stake of all lines when the bet was placed. */
  stakeMinor: bigint;
  /** Stake of one line that is still at risk, or was when the bet ended. A part cash-out lowers it. */
  unitStakeMinor: bigint;
  lines: number;
  systemSizes: readonly number[];
  /** Return of the present unit stake if every selection wins. */
  potentialReturnMinor: bigint;
  /** Stake at risk: unit stake × lines while the bet is open, otherwise 0. */
  openStakeMinor: bigint;
  status: BetStatus;
  oddsPolicy: OddsPolicy;
  placedAt: Date;
  settledAt: Date | null;
  /** Amount that the settlement paid. Null until then. */
  returnMinor: bigint | null;
  /** Sum of all cash-outs. */
  cashedOutMinor: bigint;
  cashOuts: number;
  version: number;
  legs: readonly PlacedLeg[];
}

/** A change of a bet's status, or a payment. */
export interface BetHistoryEntry {
  betId: string;
  at: Date;
  fromStatus: BetStatus | null;
  toStatus: BetStatus;
  actorKind: string;
  actorId: string | null;
  reason: string | null;
  /** Change of the user's wallet: a stake is negative, what the bet pays is positive. */
  amountMinor: bigint;
}

/** An entry with the currency of its amount. */
export type BetHistoryRecord = BetHistoryEntry & Pick<Bet, 'currency'>;

/** The fewest, and the most, selections of a bet of each kind. */
export const legRange = {
  SINGLE: { min: 1, max: 1 },
  ACCUMULATOR: { min: 2, max: 20 },
  SYSTEM: { min: 2, max: 20 },
} as const;

/** Time after which a bet cannot be cancelled. */
export const cancelWithinMs = 5 * 60_000;
