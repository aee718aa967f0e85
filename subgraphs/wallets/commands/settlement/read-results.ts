import { badUserInput } from '@soko/errors';
import { readList } from '@soko/input';
import type { LegResult } from '../../domain/bets/leg-factor.ts';
import type { KnownResult } from '../../domain/settlement/results.ts';

/** A result as a client writes it. */
export interface SelectionResultInput {
  selectionId: string;
  result: LegResult['result'];
  deadHeat?: { numerator: number; denominator: number } | null | undefined;
}

/** Most selections of one market. */
const maxResults = 500;

function readResult({ result, deadHeat }: SelectionResultInput, field: string): LegResult {
  if (result === 'DEAD_HEAT') {
    if (deadHeat == null) throw badUserInput('Pass the share of the dead heat, such as 1/2.', `${field}.deadHeat`);
    return { result, numerator: deadHeat.numerator, denominator: deadHeat.denominator };
  }
  if (deadHeat != null) throw badUserInput('Only the result `DEAD_HEAT` has a share.', `${field}.deadHeat`);
  return { result };
}

/** Reads the results of a market. */
export const readResults = (given: readonly SelectionResultInput[]): KnownResult[] =>
  readList(given, 'results', { min: 1, max: maxResults }).map((each, index) => ({
    selectionId: each.selectionId,
    result: readResult(each, `results.${index}`),
  }));
