import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { replacementFees } from './fees.ts';

const fee = fc.bigInt({ min: 0n, max: 10n ** 15n });
const fees = fc.tuple(fee, fee).map(([one, other]) => ({
  maxFee: one > other ? one : other,
  priorityFee: one > other ? other : one,
}));

describe('the fees of a replacement', () => {
  it('are a tenth higher at least, and never below those of now', () => {
    fc.assert(
      fc.property(fees, fees, (before, now) => {
        const after = replacementFees(before, now);
        if (after === null) return;
        expect(after.maxFee).toBeLessThanOrEqual(now.maxFee * 10n);
        expect(after.maxFee * 10n).toBeGreaterThanOrEqual(before.maxFee * 11n);
        expect(after.priorityFee * 10n).toBeGreaterThanOrEqual(before.priorityFee * 11n);
        expect(after.maxFee).toBeGreaterThanOrEqual(now.maxFee);
        expect(after.maxFee).toBeGreaterThanOrEqual(after.priorityFee);
      }),
    );
  });

  it('end where they would be more than ten times those of now', () => {
    const now = { maxFee: 100n, priorityFee: 10n };
    expect(replacementFees({ maxFee: 800n, priorityFee: 10n }, now)).toEqual({ maxFee: 901n, priorityFee: 12n });
    expect(replacementFees({ maxFee: 900n, priorityFee: 10n }, now)).toBeNull();
  });
});
