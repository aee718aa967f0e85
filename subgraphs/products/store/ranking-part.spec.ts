import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Ranked } from './rank-products.ts';
import { rankingPart } from './ranking-part.ts';

const list = (length: number): Ranked[] =>
  Array.from({ length }, (_, index) => [String(1000 - (index >> 1)), `prd_${index}`]);

describe('a part of a ranking', () => {
  it('equals the page of the whole list, or is null', () => {
    const asked = fc.record({
      length: fc.nat(30),
      kept: fc.nat(30),
      limit: fc.integer({ min: 1, max: 10 }),
      after: fc.option(fc.nat(29)),
      backwards: fc.boolean(),
    });
    fc.assert(
      fc.property(asked, ({ length, kept, limit, after, backwards }) => {
        const whole = list(length);
        const front = whole.slice(0, kept);
        const at = after === null || after >= length ? null : after;
        const cursor = at === null ? null : (['RELEVANCE', ...whole[at]!] as const);
        const part = rankingPart({ front, complete: kept >= length }, { cursor, backwards, limit });
        const expected = backwards
          ? whole
              .slice(0, at ?? length)
              .toReversed()
              .slice(0, limit + 1)
          : whole.slice(at === null ? 0 : at + 1).slice(0, limit + 1);
        if (part !== null) expect(part).toEqual(expected);
        if (kept >= length) expect(part).not.toBeNull();
      }),
    );
  });
});
