import { refuse } from '@soko/refusals';
import type { KnownResult } from './results.ts';
import type { SettlementRun } from './run.ts';

export const settlementRunning = ({ revision, betsDone }: SettlementRun) =>
  refuse(
    'SettlementRunning',
    `Settlement ${revision} of this market is still being paid. Try again once \`settlement.status\` is \`DONE\`.`,
    { revision, doneBets: betsDone },
  );

export const resultsUnknown = () =>
  refuse(
    'ResultsUnknown',
    'The results of this market do not follow from the score of its event, or the event has no final score. Pass `results`.',
  );

export const scoreContradictsResults = (expected: readonly KnownResult[]) =>
  refuse(
    'ScoreContradictsResults',
    'The results are not those of the final score. Correct the results, or the score of the event.',
    {
      expected: expected.map(({ selectionId, result: { result } }) => ({ selectionId, result })),
    },
  );

export type SettlementRunning = ReturnType<typeof settlementRunning>;
export type ResultsUnknown = ReturnType<typeof resultsUnknown>;
export type ScoreContradictsResults = ReturnType<typeof scoreContradictsResults>;
