import { badUserInput } from '@soko/errors';
import type { Score, SportEvent } from '../markets/sport-event.ts';
import { findResultsProblem, findShareProblem } from './check-results.ts';
import { deriveResults } from './derive-results.ts';
import {
  resultsUnknown,
  type ResultsUnknown,
  scoreContradictsResults,
  type ScoreContradictsResults,
} from './refusals.ts';
import { areSameResults, type KnownResult, type SettledMarket } from './results.ts';

/** The score of an event that is over, or null. */
export const finalScore = ({ status, score }: Pick<SportEvent, 'status' | 'score'>): Score | null =>
  status === 'ENDED' || status === 'SETTLED' ? score : null;

const requireText = (problem: string | null, field: string): void => {
  if (problem !== null) throw badUserInput(problem, field);
};

/** Throws BAD_USER_INPUT unless every selection of the market has exactly one result. */
function requireComplete({ selections }: SettledMarket, results: readonly KnownResult[]): void {
  const seen = new Set<string>();
  for (const [index, { selectionId, result }] of results.entries()) {
    const field = `results.${index}`;
    const isKnown = selections.some(({ id }) => id === selectionId);
    requireText(isKnown ? null : 'The selection is not one of this market.', `${field}.selectionId`);
    requireText(seen.has(selectionId) ? 'The selection has two results.' : null, `${field}.selectionId`);
    requireText(findShareProblem(result), `${field}.deadHeat`);
    seen.add(selectionId);
  }
  const missing = selections.find(({ id }) => !seen.has(id));
  requireText(missing === undefined ? null : `The selection ${missing?.id} has no result.`, 'results');
}

const areVoid = (results: readonly KnownResult[]): boolean => results.every(({ result }) => result.result === 'VOID');

/** Results given by a trader. Throws BAD_USER_INPUT for results that no market of this type has. A market may be void. */
export function checkResults(
  market: SettledMarket,
  given: readonly KnownResult[],
  score: Score | null,
): readonly KnownResult[] | ScoreContradictsResults {
  requireComplete(market, given);
  if (areVoid(given)) return given;
  requireText(findResultsProblem(market, given), 'results');
  const derived = score === null ? null : deriveResults(market, score);
  return derived === null || areSameResults(given, derived) ? given : scoreContradictsResults(derived);
}

/** Results that follow from the final score. */
export const resultsOfScore = (market: SettledMarket, score: Score | null): readonly KnownResult[] | ResultsUnknown =>
  (score === null ? null : deriveResults(market, score)) ?? resultsUnknown();
