import { describe, expect, it } from '@jest/globals';
import { createRandom } from './random.ts';

const draw = (name: string, count: number): number[] => {
  const random = createRandom(name);
  return Array.from({ length: count }, () => random.next());
};

describe('numbers that look random', () => {
  it('are the same for the same name, and others for another', () => {
    expect(draw('lamp', 50)).toEqual(draw('lamp', 50));
    expect(draw('lamp', 50)).not.toEqual(draw('lamq', 50));
  });

  it('are the ones every machine has always drawn', () => {
    expect(draw('soko', 3).map((value) => value.toFixed(9))).toEqual(['0.236095495', '0.973987723', '0.673711865']);
  });

  it('fill the range evenly', () => {
    const buckets = Array.from({ length: 10 }, () => 0);
    for (const value of draw('even', 20_000)) buckets[Math.floor(value * 10)]! += 1;
    for (const bucket of buckets) expect(Math.abs(bucket - 2_000)).toBeLessThan(200);
  });

  it('reach both ends of a range and nothing beyond', () => {
    const random = createRandom('ends');
    const seen = new Set(Array.from({ length: 500 }, () => random.between(3, 6)));
    expect([...seen].toSorted((a, b) => a - b)).toEqual([3, 4, 5, 6]);
  });

  it('cannot pick from nothing', () => {
    expect(() => createRandom('none').pick([])).toThrow(RangeError);
  });
});
