import type { Market, Selection } from '../markets/market.ts';
import type { Score } from '../markets/sport-event.ts';
import { deriveResults } from './derive-results.ts';
import { areSameResults, type KnownResult } from './results.ts';
import type { RunKind } from './run.ts';

/** A settlement that follows from the final score of an event. */
export interface PlannedSettlement {
  kind: Extract<RunKind, 'SETTLE' | 'RESETTLE'>;
  market: Market;
  results: readonly KnownResult[];
}

function presentResults(selections: readonly Selection[]): KnownResult[] | null {
  const results: KnownResult[] = [];
  for (const { id: selectionId, result, resultNumerator, resultDenominator } of selections) {
    if (result === null) return null;
    if (result !== 'DEAD_HEAT') results.push({ selectionId, result: { result } });
    else
      results.push({ selectionId, result: { result, numerator: resultNumerator!, denominator: resultDenominator! } });
  }
  return results;
}

/** Statuses of a market with results; while they are paid again, it is `RESETTLING`. */
const withResults: readonly Market['status'][] = ['SETTLED', 'RESETTLING'];

/** A market that was settled by the former score, and has other results by the new one. */
function isOutdated(selections: readonly Selection[], former: readonly KnownResult[] | null, results: KnownResult[]) {
  const present = presentResults(selections);
  return former !== null && present !== null && areSameResults(present, former) && !areSameResults(present, results);
}

/**
 * The settlements that a final score brings about: markets that are closed, and those that were settled by another score
 * before. Markets that a trader settled otherwise stay as they are.
 */
export function planEvent(
  markets: readonly { market: Market; selections: readonly Selection[] }[],
  score: Score,
  former: Score | null,
): PlannedSettlement[] {
  return markets.flatMap(({ market, selections }): PlannedSettlement[] => {
    const of = { ...market, selections };
    const results = deriveResults(of, score);
    if (results === null) return [];
    if (market.status === 'CLOSED') return [{ kind: 'SETTLE', market, results }];
    const before = former === null ? null : deriveResults(of, former);
    const isCorrected = withResults.includes(market.status) && isOutdated(selections, before, results);
    return isCorrected ? [{ kind: 'RESETTLE', market, results }] : [];
  });
}
