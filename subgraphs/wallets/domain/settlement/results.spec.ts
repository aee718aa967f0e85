import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LegResult } from '../bets/leg-factor.ts';
import { findResultsProblem, findShareProblem } from './check-results.ts';
import { deriveResults } from './derive-results.ts';
import type { SettledMarket } from './results.ts';

const outcomes = {
  MATCH_RESULT: ['HOME', 'DRAW', 'AWAY'],
  OVER_UNDER: ['OVER', 'UNDER'],
  BTTS: ['YES', 'NO'],
  HANDICAP: ['HOME', 'AWAY'],
  DRAW_NO_BET: ['HOME', 'AWAY'],
  CUSTOM: ['A', 'B', 'C'],
} as const;

const market = (type: SettledMarket['type'], lineMilli: number | null = null): SettledMarket => ({
  type,
  lineMilli,
  selections: outcomes[type].map((outcome) => ({ id: outcome, outcome })),
});
const derived = (of: SettledMarket, score: string): string | undefined => {
  const [home, away] = score.split('-').map(Number) as [number, number];
  return deriveResults(of, { home, away })
    ?.map(({ result }) => result.result)
    .join(' ');
};
const given = (of: SettledMarket, ...results: (LegResult['result'] | [number, number])[]) =>
  of.selections.map(({ id: selectionId }, index) => {
    const result = results[index]!;
    if (!Array.isArray(result)) return { selectionId, result: { result } as LegResult };
    const [numerator, denominator] = result;
    return { selectionId, result: { result: 'DEAD_HEAT' as const, numerator, denominator } };
  });

describe('results by the score', () => {
  it.each([
    ['MATCH_RESULT', null, '2-1', 'WON LOST LOST'],
    ['MATCH_RESULT', null, '0-0', 'LOST WON LOST'],
    ['MATCH_RESULT', null, '0-3', 'LOST LOST WON'],
    ['DRAW_NO_BET', null, '1-1', 'VOID VOID'],
    ['DRAW_NO_BET', null, '1-2', 'LOST WON'],
    ['BTTS', null, '1-1', 'WON LOST'],
    ['BTTS', null, '4-0', 'LOST WON'],
    ['OVER_UNDER', 2500, '2-1', 'WON LOST'],
    ['OVER_UNDER', 3000, '2-1', 'VOID VOID'],
    ['OVER_UNDER', 2750, '2-1', 'HALF_WON HALF_LOST'],
    ['OVER_UNDER', 3250, '2-1', 'HALF_LOST HALF_WON'],
    ['OVER_UNDER', 3250, '2-2', 'WON LOST'],
    ['HANDICAP', -1000, '2-1', 'VOID VOID'],
    ['HANDICAP', -1500, '2-1', 'LOST WON'],
    ['HANDICAP', -750, '2-1', 'HALF_WON HALF_LOST'],
    ['HANDICAP', 250, '1-1', 'HALF_WON HALF_LOST'],
    ['HANDICAP', -250, '1-1', 'HALF_LOST HALF_WON'],
    ['CUSTOM', null, '1-0', undefined],
  ] as const)('of %s %s at %s are %s', (type, line, score, expected) => {
    expect(derived(market(type, line), score)).toBe(expected);
  });

  it('always fit their market', () => {
    const anyMarket = fc.oneof(
      fc.constantFrom(market('MATCH_RESULT'), market('BTTS'), market('DRAW_NO_BET')),
      fc
        .tuple(fc.constantFrom('OVER_UNDER' as const, 'HANDICAP' as const), fc.integer({ min: -20, max: 20 }))
        .map(([type, quarters]) => market(type, quarters * 250)),
    );
    const goals = fc.nat({ max: 6 });
    fc.assert(
      fc.property(anyMarket, goals, goals, (of, home, away) => {
        expect(findResultsProblem(of, deriveResults(of, { home, away })!)).toBeNull();
      }),
    );
  });
});

describe('results of a trader', () => {
  const oneTwo = market('MATCH_RESULT');
  it.each([
    ['one winner', given(oneTwo, 'LOST', 'WON', 'LOST')],
    ['all void', given(oneTwo, 'VOID', 'VOID', 'VOID')],
    ['a dead heat of two', given(oneTwo, [1, 2], 'LOST', [1, 2])],
    ['a dead heat of three', given(oneTwo, [1, 3], [1, 3], [1, 3])],
  ])('fit a match result with %s', (_what, results) => {
    expect(findResultsProblem(oneTwo, results)).toBeNull();
  });

  it.each([
    ['two winners', given(oneTwo, 'WON', 'WON', 'LOST')],
    ['no winner', given(oneTwo, 'LOST', 'LOST', 'LOST')],
    ['one void', given(oneTwo, 'WON', 'VOID', 'LOST')],
    ['a winner beside a dead heat', given(oneTwo, 'WON', [1, 2], [1, 2])],
    ['a dead heat alone', given(oneTwo, [1, 2], 'LOST', 'LOST')],
    ['a dead heat of too little', given(oneTwo, [1, 3], [1, 3], 'LOST')],
    ['half a winner', given(oneTwo, 'HALF_WON', 'LOST', 'LOST')],
  ])('do not fit a match result with %s', (_what, results) => {
    expect(findResultsProblem(oneTwo, results)).toContain('MATCH_RESULT');
  });

  it.each([
    ['a push on half a goal', market('OVER_UNDER', 2500), 'VOID', 'VOID'],
    ['half a win on a whole line', market('OVER_UNDER', 3000), 'HALF_WON', 'HALF_LOST'],
    ['a push on a quarter line', market('HANDICAP', -750), 'VOID', 'VOID'],
    ['two winners', market('HANDICAP', -1000), 'WON', 'WON'],
    ['two halves of a win', market('HANDICAP', -750), 'HALF_WON', 'HALF_WON'],
    ['a push where both score', market('BTTS'), 'VOID', 'VOID'],
    ['two losers', market('DRAW_NO_BET'), 'LOST', 'LOST'],
  ] as const)('do not fit with %s', (_what, of, first, second) => {
    expect(findResultsProblem(of, given(of, first, second))).toContain(`type ${of.type}`);
  });

  it.each([
    [0, 2],
    [2, 2],
    [-1, 2],
    [1, 101],
  ])('are no dead heat with %d/%d', (numerator, denominator) => {
    expect(findShareProblem({ result: 'DEAD_HEAT', numerator, denominator })).toContain('is no share');
  });
});
