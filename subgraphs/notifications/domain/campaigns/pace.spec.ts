import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allowanceOf } from './pace.ts';

const start = new Date('2026-03-01T12:00:00Z');
const after = (ms: number) => new Date(start.getTime() + ms);

/** The mails that looks at these times write. */
function written(perMinute: number, looks: readonly number[], most = 1_000_000): number[] {
  let nextAt: Date | null = null;
  return looks.map((ms) => {
    const allowance = allowanceOf({ perMinute, nextAt }, after(ms), most);
    nextAt = allowance.nextAt;
    return allowance.count;
  });
}

const everySeconds = (seconds: number, times: number) =>
  Array.from({ length: times }, (_, index) => index * seconds * 1_000);
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

describe('the pace of a campaign', () => {
  it.each([1, 30, 600, 6_000, 60_000])('writes %i mails in each minute', (perMinute) => {
    expect(sum(written(perMinute, everySeconds(2, 31)).slice(1))).toBe(perMinute);
  });

  it('begins with one mail', () => {
    expect(written(60, [0])).toEqual([1]);
  });

  it('does not make up for an hour without a process', () => {
    expect(written(600, [0, 3_600_000])).toEqual([1, 31]);
  });

  it('leaves what is too much at once for the next look', () => {
    expect(written(6_000, [0, 2_000, 2_000], 150)).toEqual([1, 150, 50]);
  });

  it('never passes its number in any time by more than a few seconds of it', () => {
    const looks = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(looks, fc.integer({ min: 1, max: 60_000 }), (pauses, perMinute) => {
        const times = pauses.map((_, index) => sum(pauses.slice(0, index + 1)));
        const total = sum(written(perMinute, times));
        const lengthMs = times.at(-1)! - times[0]!;
        expect(total).toBeLessThanOrEqual(((lengthMs + 3_000) * perMinute) / 60_000 + 1.001 * times.length);
      }),
    );
  });
});
