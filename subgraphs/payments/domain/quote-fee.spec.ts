import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FeeRule, FeeScope } from './fee-rule.ts';
import { feeOf, quoteFee, splitByWeight } from './quote-fee.ts';

const rule = (scope: FeeScope, targetId: string, basisPoints: number, fixed: Record<string, bigint> = {}): FeeRule => ({
  id: `${scope} ${targetId}`,
  scope,
  targetId,
  basisPoints,
  fixed,
  validFrom: null,
  validUntil: null,
  version: 1,
  updatedAt: new Date(0),
});

const standard = rule('DEFAULT', '', 150);
const line = (categoryId: string, totalMinor: bigint) => ({ categoryId, totalMinor });

describe('the fee of a subtotal', () => {
  it.each([
    [10_000n, 150n],
    [33n, 0n],
    [34n, 1n],
    [100n, 2n],
    [99n, 1n],
    [0n, 0n],
  ])('of %s is %s: rounded half up', (subtotal, fee) => {
    expect(feeOf(subtotal, standard, 'EUR')).toBe(fee);
  });

  it('adds a fixed part in the currency of that part only', () => {
    const with30 = rule('DEFAULT', '', 150, { EUR: 30n });
    expect(feeOf(10_000n, with30, 'EUR')).toBe(180n);
    expect(feeOf(10_000n, with30, 'USD')).toBe(150n);
  });

  it('is never more than the subtotal', () => {
    expect(feeOf(20n, rule('DEFAULT', '', 150, { EUR: 30n }), 'EUR')).toBe(20n);
  });
});

describe('the fee of an order', () => {
  const rules = [standard, rule('CATEGORY', 'cat_books', 500), rule('SELLER', 'slr_friend', 0)];

  it('follows the rule of the seller, then of the category, then the default', () => {
    const lines = [line('cat_books', 1_000n), line('cat_lamps', 1_000n)];
    expect(quoteFee({ sellerId: 'slr_1', currency: 'EUR', lines }, rules)).toEqual([50n, 15n]);
    expect(quoteFee({ sellerId: 'slr_friend', currency: 'EUR', lines }, rules)).toEqual([0n, 0n]);
  });

  it('does not depend on the way the lines of one rule are split', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, 1_000_000n), { minLength: 1, maxLength: 20 }), (totals) => {
        const basis = { sellerId: 'slr_1', currency: 'EUR', lines: totals.map((total) => line('cat_lamps', total)) };
        const sum = totals.reduce((all, total) => all + total, 0n);
        const fees = quoteFee(basis, rules);
        expect(fees.reduce((all, fee) => all + fee, 0n)).toBe(feeOf(sum, standard, 'EUR'));
      }),
    );
  });
});

describe('splitting an amount by weights', () => {
  it('loses nothing and is off by less than one unit', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10_000n),
        fc.array(fc.bigInt(0n, 1_000n), { minLength: 1, maxLength: 12 }),
        (amount, weights) => {
          const shares = splitByWeight(amount, weights);
          const whole = weights.reduce((sum, weight) => sum + weight, 0n);
          expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(amount);
          if (whole === 0n) return;
          shares.forEach((share, index) => {
            const exact = amount * weights[index]!;
            expect(share * whole - exact).toBeLessThan(whole);
            expect(exact - share * whole).toBeLessThan(whole);
          });
        },
      ),
    );
  });
});
