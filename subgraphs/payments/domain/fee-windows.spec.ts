import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FeeWindow, feeRuleStatus } from './fee-rule.ts';
import { cutOut } from './fee-windows.ts';

const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));
const window = (from: number | null, until: number | null): FeeWindow => ({
  validFrom: from === null ? null : day(from),
  validUntil: until === null ? null : day(until),
});
const has = ({ validFrom, validUntil }: FeeWindow, time: Date): boolean =>
  (validFrom === null || validFrom <= time) && (validUntil === null || time < validUntil);

describe('a new fee rule', () => {
  it.each([
    ['from a day on ends the one before it', window(null, null), window(10, null), window(null, 10), null],
    ['for a time interrupts it', window(1, null), window(10, 20), window(1, 10), window(20, null)],
    ['replaces one that has not begun', window(12, 15), window(10, 20), null, null],
    ['shortens one that begins during it', window(15, 30), window(10, 20), null, window(20, 30)],
  ])('%s', (_what, earlier, newer, before, after) => {
    expect(cutOut(earlier, newer as FeeWindow & { validFrom: Date })).toEqual({ before, after });
  });

  it('leaves rules alone that end when it begins, or begin when it ends', () => {
    expect(cutOut(window(null, 10), { validFrom: day(10), validUntil: day(20) })).toBeNull();
    expect(cutOut(window(20, null), { validFrom: day(10), validUntil: day(20) })).toBeNull();
  });

  it('leaves every moment to exactly one rule', () => {
    const bound = fc.option(fc.integer({ min: 1, max: 40 }));
    const anyWindow = fc.tuple(bound, bound).filter(([a, b]) => a === null || b === null || a < b);
    const anyNew = anyWindow.filter(([from]) => from !== null);
    fc.assert(
      fc.property(anyWindow, anyNew, fc.integer({ min: 0, max: 41 }), ([a, b], [from, until], moment) => {
        const earlier = window(a, b);
        const newer = window(from, until) as FeeWindow & { validFrom: Date };
        const left = cutOut(earlier, newer);
        const rest = left === null ? [earlier] : [left.before, left.after].filter((each) => each !== null);
        const at = day(moment);
        const wanted = has(earlier, at) && !has(newer, at) ? 1 : 0;
        expect(rest.filter((each) => has(each, at))).toHaveLength(wanted);
      }),
    );
  });
});

describe('the status of a fee rule', () => {
  it.each([
    [window(null, null), 'CURRENT'],
    [window(10, 20), 'CURRENT'],
    [window(11, null), 'FUTURE'],
    [window(null, 10), 'PAST'],
  ])('of %j on the tenth is %s', (rule, status) => {
    expect(feeRuleStatus(rule, day(10))).toBe(status);
  });
});
