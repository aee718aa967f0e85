import type { LegResult } from '../bets/leg-factor.ts';

/** The result of one selection of a market. */
export type ResultOf = { selectionId: string } & LegResult;

/** The part of a market that its results must fit. */
export interface SettledMarket {
  type: 'MATCH_RESULT' | 'OVER_UNDER' | 'BTTS' | 'HANDICAP' | 'DRAW_NO_BET' | 'CUSTOM';
  /** The line in thousandths; null for types without one. */
  lineMilli: number | null;
  selections: readonly { id: string; outcome: string }[];
}

export interface Score {
  home: number;
  away: number;
}

/** `VOID`, and `DEAD_HEAT 1/2`: how a result is written in messages. */
export const nameOfResult = (result: LegResult): string =>
  result.result === 'DEAD_HEAT' ? `DEAD_HEAT ${result.numerator}/${result.denominator}` : result.result;

export const isSameResult = (a: LegResult, b: LegResult): boolean => nameOfResult(a) === nameOfResult(b);
