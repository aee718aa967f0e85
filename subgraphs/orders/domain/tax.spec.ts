import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { roundHalfUp } from './round-half-up.ts';
import { noTax, taxOn, taxRateFor } from './tax.ts';

describe('rounding half up', () => {
  it.each([
    [5n, 10n, 1n],
    [4n, 10n, 0n],
    [15n, 10n, 2n],
    [149n, 100n, 1n],
    [0n, 7n, 0n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
  ])('%d / %d is %d', (numerator, denominator, rounded) => {
    expect(roundHalfUp(numerator, denominator)).toBe(rounded);
  });
});

describe('the tax on a line', () => {
  it('in a currency with three decimals can be charged: it ends in 0', () => {
    expect(taxOn(12_340n, { basisPoints: 500, inclusive: false }, 10n)).toBe(620n);
    expect(taxOn(10_000n, { basisPoints: 333, inclusive: false }, 10n)).toBe(330n);
  });

  it.each([
    ['19 % on top', 1_000n, 1_900, false, 190n],
    ['half a cent, up', 50n, 100, false, 1n],
    ['19 % within', 11_900n, 1_900, true, 1_900n],
    ['16 % within', 100n, 1_600, true, 14n],
    ['nothing', 99n, 0, true, 0n],
    ['all of it on top', 99n, 10_000, false, 99n],
  ])('%s', (_, total, basisPoints, inclusive, tax) => {
    expect(taxOn(total, { basisPoints, inclusive })).toBe(tax);
  });

  it('is never more than half a minor unit off, and within a price never more than the price', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 13n),
        fc.integer({ min: 0, max: 10_000 }),
        fc.boolean(),
        (total, bps, inclusive) => {
          const tax = taxOn(total, { basisPoints: bps, inclusive });
          const whole = inclusive ? 10_000n + BigInt(bps) : 10_000n;
          const twiceOff = 2n * (tax * whole - total * BigInt(bps));
          expect(twiceOff <= whole && twiceOff > -whole).toBe(true);
          if (inclusive) expect(tax).toBeLessThanOrEqual(total);
        },
      ),
    );
  });
});

describe('the tax rate', () => {
  const rates = [
    { country: 'DE', categoryId: null, basisPoints: 1_900, inclusive: true },
    { country: 'DE', categoryId: 'cat_books', basisPoints: 700, inclusive: true },
    { country: 'FR', categoryId: 'cat_books', basisPoints: 550, inclusive: true },
  ];
  it.each([
    ['the category’s', 'DE', 'cat_books', rates[1]],
    ['else the country’s', 'DE', 'cat_lamps', rates[0]],
    ['else none', 'FR', 'cat_lamps', noTax],
    ['none where nothing is delivered', null, 'cat_books', noTax],
  ])('is %s', (_, country, categoryId, rate) => {
    expect(taxRateFor(rates, country, categoryId)).toEqual(rate);
  });
});
