import { describe, expect, it } from '@jest/globals';
import { countLines, findSystemProblem, lineSizes, namedSystems } from './lines.ts';

const legs = (count: number, bankers = 0) =>
  Array.from({ length: count }, (_, index) => ({ isBanker: index < bankers }));

describe('the lines of a bet', () => {
  it.each([
    ['Trixie', 4],
    ['Patent', 7],
    ['Yankee', 11],
    ['Canadian', 26],
    ['Heinz', 57],
    ['Super Heinz', 120],
    ['Goliath', 247],
  ] as const)('are as many as a %s has: %d', (name, lines) => {
    const system = namedSystems[name];
    expect(findSystemProblem(legs(system.legs), system.sizes)).toBeNull();
    expect(countLines(legs(system.legs), system.sizes)).toBe(lines);
  });

  it('is one for a single and for an accumulator of twenty legs', () => {
    expect(countLines(legs(1), lineSizes('SINGLE', legs(1), []))).toBe(1);
    expect(countLines(legs(20), lineSizes('ACCUMULATOR', legs(20), []))).toBe(1);
  });

  it('counts sizes without the bankers', () => {
    expect(countLines(legs(6, 2), [2, 3])).toBe(10);
  });

  it.each([
    ['no size', legs(3), [], { problem: 'no_sizes' }],
    ['bankers alone', legs(3, 3), [1], { problem: 'only_bankers' }],
    ['a size twice', legs(3), [2, 2], { problem: 'repeated_size', size: 2 }],
    ['more legs than there are', legs(3), [4], { problem: 'size_out_of_range', size: 4, maximum: 3 }],
    ['a banker among the choices', legs(3, 1), [3], { problem: 'size_out_of_range', size: 3, maximum: 2 }],
    ['size zero', legs(3), [0], { problem: 'size_out_of_range', size: 0, maximum: 3 }],
    ['half a leg', legs(3), [1.5], { problem: 'size_out_of_range', size: 1.5, maximum: 3 }],
    ['too many lines', legs(20), [10], { problem: 'too_many_lines', lines: 184_756, maximum: 511 }],
  ])('are refused for %s', (_what, roles, sizes, problem) => {
    expect(findSystemProblem(roles, sizes)).toEqual(problem);
  });
});
