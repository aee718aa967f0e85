import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { compareWithStock } from '@soko/federation-executor/differential';
import { withoutAuthDirectives } from '../authorization/without-auth-directives.ts';

describe('the compiled executor over our supergraph', () => {
  it('answers as the stock executor does', async () => {
    const supergraphSdl = withoutAuthDirectives(await readFile('schema/supergraph.graphql', 'utf8'));
    const result = await compareWithStock(supergraphSdl, { seed: 'soko', operations: 30, executions: 12, size: 12 });
    expect(result.differences.slice(0, 1)).toEqual([]);
    expect(result.cases).toBe(360);
    expect(result.executions['compiled']).toBeGreaterThan(100);
    expect(result.withErrors).toBeGreaterThan(30);
  });
});
