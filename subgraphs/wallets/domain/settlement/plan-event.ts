import type { Market, Selection } from '../markets/market.ts';
import type { Score } from '../markets/sport-event.ts';
import { mayPush } from './check-results.ts';
import { deriveResults } from './derive-results.ts';
import { areSameResults, type KnownResult } from './results.ts';
import type { RunKind, SettlementRun } from './run.ts';

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

const isVoid = (results: readonly KnownResult[]): boolean => results.every(({ result }) => result.result === 'VOID');

/** The market and its selections with their present results. */
export interface MarketWithSelections {
  market: Market;
  selections: readonly Selection[];
  /** Its last settlement. */
  lastRun: Pick<SettlementRun, 'kind'> | null;
  /** The final score of its event before the present one. */
  formerScore: Score | null;
}

/**
 * True for stakes that a score returned: as a push, by the first settlement or by the former score. Those that people or the
 * feed decided to return stay returned.
 */
function isPush({ market, selections, lastRun, formerScore }: MarketWithSelections, present: readonly KnownResult[]) {
  if (!mayPush(market)) return false;
  const former = formerScore === null ? null : deriveResults({ ...market, selections }, formerScore);
  return lastRun?.kind === 'SETTLE' || (former !== null && areSameResults(present, former));
}

/**
 * True for a settled market whose results are not those of the score. Returned stakes stay returned, unless they were a push,
 * and a market whose results were taken back has none.
 */
export function contradictsScore(facts: MarketWithSelections, score: Score): boolean {
  const { market, selections } = facts;
  const present = presentResults(selections);
  const results = deriveResults({ ...market, selections }, score);
  if (present === null || results === null || areSameResults(present, results)) return false;
  return !isVoid(present) || isPush(facts, present);
}

function kindOf(facts: MarketWithSelections, score: Score): PlannedSettlement['kind'] | null {
  const { market, selections } = facts;
  if (market.status === 'CLOSED') return 'SETTLE';
  // While bets are paid again, or wait for new results, a market is RESETTLING.
  if (market.status !== 'SETTLED' && market.status !== 'RESETTLING') return null;
  return presentResults(selections) === null || contradictsScore(facts, score) ? 'RESETTLE' : null;
}

/**
 * The settlements that a final score brings about: of markets that are closed, that wait for new results, and whose results
 * are not those of the score.
 */
export const planEvent = (markets: readonly MarketWithSelections[], score: Score): PlannedSettlement[] =>
  markets.flatMap((facts): PlannedSettlement[] => {
    const kind = kindOf(facts, score);
    const { market, selections } = facts;
    const results = kind === null ? null : deriveResults({ ...market, selections }, score);
    return kind === null || results === null ? [] : [{ kind, market, results }];
  });
