import type { GamingRefusal } from '../gaming/refusals.ts';
import type { MoneyRefusal } from '../money-refusals.ts';
import type { Bet } from './bet.ts';
import type { BetRefusal } from './refuse-bet.ts';

export type PlaceBetRefusal = BetRefusal | MoneyRefusal | GamingRefusal;

export type PlaceBetResult = Bet | PlaceBetRefusal;

/** A call of `placeBet` that has not returned yet. */
export interface RunningBet {
  inputHash: string;
  result: Promise<PlaceBetResult>;
}
