import { describe, expect, it } from '@jest/globals';
import { compareWithStock } from './compare-with-stock.ts';
import { fixtures } from './fixtures.ts';

/** A sample: CI compares thousands of cases by `npm run executor:compare`. */
describe('the compiled executor', () => {
  it.each(Object.keys(fixtures))('answers as the stock executor does: %s', async (name) => {
    const result = await compareWithStock(fixtures[name]!(), {
      seed: 'spec',
      operations: 8,
      executions: 10,
      size: 14,
    });
    expect(result.differences.slice(0, 1)).toEqual([]);
    expect(result.cases).toBe(80);
    // The comparison says something: most of it is compiled, and there are answers of every kind.
    const { compiled = 0, both = 0 } = result.executions;
    expect(compiled).toBeGreaterThan(17);
    expect(both).toBeGreaterThan(4);
    expect(result.shapedInVain).toBeLessThan(both / 3);
    expect(result.withData).toBeGreaterThan(34);
    expect(result.withErrors).toBeGreaterThan(7);
    expect(result.fetches.compiled).toBeLessThanOrEqual(result.fetches.stock);
  });
});
