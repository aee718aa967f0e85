import type { MarketType } from './market-types.ts';
import type { MarketStatus, SelectionResult, SelectionStatus, SuspendedBy } from './statuses.ts';

/**
 * Largest stakes of one bet by currency, in minor units as texts: `{ KES: '500000' }`. A currency that is not here has the
 * general limits alone.
 */
export type MaxStakes = Readonly<Record<string, string>>;

/** A question about an event, such as who wins. */
export interface Market {
  id: string;
  eventId: string;
  type: MarketType;
  /** The line in thousandths: 2500 is 2.5. Null for types without one. */
  lineMilli: number | null;
  name: string;
  /** Stays open while the event is played. */
  isLive: boolean;
  status: MarketStatus;
  /** Null unless the market is SUSPENDED. */
  suspendedBy: SuspendedBy | null;
  version: number;
  maxStakes: MaxStakes;
  /** Number of settlements so far. */
  settlementRevision: number;
  feedRef: string | null;
  createdAt: Date;
}

/** One outcome of a market. */
export interface Selection {
  id: string;
  marketId: string;
  eventId: string;
  outcome: string;
  name: string;
  position: number;
  /** Odds in thousandths: 1850 is 1.850. */
  oddsMilli: number;
  /** Grows with every change of the odds. */
  oddsVersion: number;
  status: SelectionStatus;
  /** Null until the market is settled. */
  result: SelectionResult | null;
  /** The share of a dead heat, such as 1/2; null for other results. */
  resultNumerator: number | null;
  resultDenominator: number | null;
}
