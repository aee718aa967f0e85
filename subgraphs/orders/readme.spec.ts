import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sagaSteps } from './domain/saga-steps.ts';

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');

describe('the steps of a checkout', () => {
  it('are those of the diagram in the README', () => {
    const diagram = readme.slice(readme.indexOf('## A checkout'), readme.indexOf('## Money'));
    const drawn = Array.from(diagram.matchAll(/^ *([A-Z_]+) --> ([A-Z_]+)/gm), ([, from, to]) => `${from} → ${to}`);
    const ruled = Object.entries(sagaSteps).flatMap(([from, { next }]) => next.map((to) => `${from} → ${to}`));
    expect(drawn.toSorted()).toEqual(ruled.toSorted());
  });

  it('lead to the end from everywhere', () => {
    for (const { next } of Object.values(sagaSteps)) expect(next.length === 0 || next.includes('DONE')).toBe(true);
  });
});
