import type { LegResult } from '../bets/leg-factor.ts';
import type { Market, Selection } from '../markets/market.ts';

/** The result of one selection of a market; null when an earlier result is taken back. */
export interface SettlementResult<Result extends LegResult | null = LegResult | null> {
  selectionId: string;
  result: Result;
}

/** Results that are known. */
export type KnownResult = SettlementResult<LegResult>;

/** The part of a market that its results must fit. */
export interface SettledMarket extends Pick<Market, 'type' | 'lineMilli'> {
  selections: readonly Pick<Selection, 'id' | 'outcome'>[];
}

/** `VOID`, or `DEAD_HEAT 1/2`: how a result is written in messages. */
export const nameOfResult = (result: LegResult): string =>
  result.result === 'DEAD_HEAT' ? `DEAD_HEAT ${result.numerator}/${result.denominator}` : result.result;

const byId = (results: readonly KnownResult[]): Map<string, string> =>
  new Map(results.map(({ selectionId, result }) => [selectionId, nameOfResult(result)]));

/** True for the same result of every selection, in any order. */
export function areSameResults(some: readonly KnownResult[], others: readonly KnownResult[]): boolean {
  const expected = byId(others);
  return some.length === others.length && [...byId(some)].every(([id, name]) => expected.get(id) === name);
}
