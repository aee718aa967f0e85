import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { offerArrows } from './domain/offers/offer.ts';
import { sagaSteps } from './domain/saga-steps.ts';

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');

/** The arrows of the diagram under a heading of the README, before the next heading. */
function drawnUnder(heading: string, next: string): string[] {
  const diagram = readme.slice(readme.indexOf(`## ${heading}\n`), readme.indexOf(`## ${next}\n`));
  return Array.from(diagram.matchAll(/^ *([A-Z_]+) --> ([A-Z_]+)/gm), ([, from, to]) => `${from} → ${to}`);
}

describe('the statuses of an offer', () => {
  it('follow each other as in the diagram in the README', () => {
    const drawn = drawnUnder('Offers', 'A checkout');
    const ruled = Object.entries(offerArrows).flatMap(([from, next]) => next.map((to) => `${from} → ${to}`));
    expect(drawn.toSorted()).toEqual(ruled.toSorted());
  });
});

describe('the steps of a checkout', () => {
  it('are those of the diagram in the README', () => {
    const drawn = drawnUnder('A checkout', 'Promotions');
    const ruled = Object.entries(sagaSteps).flatMap(([from, { next }]) => next.map((to) => `${from} → ${to}`));
    expect(drawn.toSorted()).toEqual(ruled.toSorted());
  });

  it('lead to the end from everywhere', () => {
    for (const { next } of Object.values(sagaSteps)) expect(next.length === 0 || next.includes('DONE')).toBe(true);
  });
});
