import { describe, expect, it } from '@jest/globals';
import { priceOf } from './price.ts';

describe('a price', () => {
  it.each([
    [148, 'EUR', '148.00'],
    [9.8, 'EUR', '9.80'],
    [148, 'USD', '163.00'],
    [5.8, 'KES', '870.00'],
    [24, 'KES', '3600.00'],
    [720, 'KES', '108000.00'],
  ] as const)('of %s euros in %s is %s', (euros, currency, amount) => {
    expect(priceOf(euros, currency)).toEqual({ amount, currency });
  });

  it('is never nothing', () => {
    for (const currency of ['EUR', 'USD', 'KES'] as const) {
      expect(Number(priceOf(0.001, currency).amount)).toBeGreaterThan(0);
    }
  });
});
