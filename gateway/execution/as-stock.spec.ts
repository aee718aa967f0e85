import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { compareWithStock } from '@soko/federation-executor/differential';
import { withoutAuthDirectives } from '../authorization/without-auth-directives.ts';

/** A sample: CI compares thousands of cases by `npm run executor:compare`. */
describe('the compiled executor over our supergraph', () => {
  it('answers as the stock executor does', async () => {
    const supergraphSdl = withoutAuthDirectives(await readFile('schema/supergraph.graphql', 'utf8'));
    const result = await compareWithStock(supergraphSdl, { seed: 'soko', operations: 10, executions: 10, size: 12 });
    expect(result.differences.slice(0, 1)).toEqual([]);
    expect(result.cases).toBe(100);
    expect(result.executions['compiled']).toBeGreaterThan(28);
    expect(result.withErrors).toBeGreaterThan(9);
  });
});
