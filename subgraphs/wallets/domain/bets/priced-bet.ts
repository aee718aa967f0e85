import type { BetKind } from './lines.ts';
import type { PlayedBet } from './bet-return.ts';
import type { OddsPolicy } from './bet.ts';

/** A selection that someone wants to bet on, at the odds that they saw. */
export interface WantedLeg {
  selectionId: string;
  oddsMilli: number;
  isBanker: boolean;
}

/** A bet that someone wants to place, as it was read: it fits in itself, and nothing else is known of it. */
export interface WantedBet {
  kind: BetKind;
  legs: readonly WantedLeg[];
  systemSizes: readonly number[];
  currency: string;
  /** Stake of one line. */
  unitStakeMinor: bigint;
  oddsPolicy: OddsPolicy;
}

/** A leg at the odds that it gets. */
export interface PricedLeg extends WantedLeg {
  oddsVersion: number;
  marketId: string;
  eventId: string;
  result: null;
}

/** A bet at the present odds. `sizes` and `stakeMinor` are those of `PlayedBet`: the stake is that of all lines. */
export interface PricedBet extends PlayedBet {
  legs: readonly PricedLeg[];
  lines: number;
}
