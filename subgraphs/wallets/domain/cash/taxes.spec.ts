import { describe, expect, it } from '@jest/globals';
import { taxOn } from './taxes.ts';

const rates = new Map([
  ['KE', 1_500],
  ['UG', 50],
]);

describe('excise and withholding', () => {
  it.each([
    [100_000n, 'KES', 1n, 15_000n],
    [333n, 'KES', 1n, 50n],
    [10_300n, 'KES', 100n, 1_500n],
    [10_400n, 'KES', 100n, 1_600n],
    [100n, 'UGX', 1n, 1n],
    [99n, 'UGX', 1n, 0n],
    [100_000n, 'EUR', 1n, 0n],
    [100_000n, 'TZS', 1n, 0n],
  ])('of %s %s in steps of %s is %s', (amountMinor, currency, step, tax) => {
    expect(taxOn(amountMinor, currency, rates, step)).toBe(tax);
  });
});
