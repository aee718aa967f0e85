import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { currencyDigits } from './index.ts';
import { needsReview, reviewVariables } from './review-limits.ts';

const usual = (amount: number) => ({ usual: amount, byCurrency: new Map([['KWD', 10]]) });
const limits = { once: usual(100), daily: usual(250) };

describe('a second administrator', () => {
  it.each([
    [10_000n, 'KES', 0n, false],
    [10_001n, 'KES', 0n, true],
    [-10_001n, 'KES', 0n, true],
    [-10_000n, 'KES', 0n, false],
    [100n, 'JPY', 0n, false],
    [101n, 'JPY', 0n, true],
    [10_000n, 'KWD', 0n, false],
    [10_001n, 'KWD', 0n, true],
    [10_000n, 'KES', 15_000n, false],
    [10_000n, 'KES', 15_001n, true],
    [-1n, 'KES', 25_000n, true],
    [1n, 'KWD', 10_000n, true],
  ])('is needed for %s minor units of %s after %s on one day: %s', (amountMinor, currency, moved, expected) => {
    expect(needsReview({ amountMinor, currency }, limits, moved)).toBe(expected);
  });
});

describe('the variables of the limits', () => {
  const shape = z.object(reviewVariables);
  const read = (once?: string) =>
    shape.parse(once === undefined ? {} : { WALLET_ADJUSTMENT_REVIEW_ABOVE: once }).WALLET_ADJUSTMENT_REVIEW_ABOVE;

  it('mean about as much in every currency by default', () => {
    const { usual, byCurrency } = read();
    expect(usual).toBe(100);
    expect(['KES', 'JPY', 'EUR', 'USD'].map((currency) => byCurrency.get(currency) ?? usual)).toEqual([
      10_000, 15_000, 100, 100,
    ]);
    expect([...byCurrency.keys()].filter((currency) => !Object.hasOwn(currencyDigits, currency))).toEqual([]);
    const { WALLET_ADJUSTMENT_REVIEW_ABOVE_DAILY: daily } = shape.parse({});
    expect([daily.usual, daily.byCurrency.get('KES')]).toEqual([200, 20_000]);
  });

  it('can be set, for currencies that Soko supports', () => {
    expect(read('500, KES=50000')).toEqual({ usual: 500, byCurrency: new Map([['KES', 50_000]]) });
    for (const text of ['', '500,KEX=1', '500,KES', '500,KES=1,KES=2', '-1', '500,kes=1', 'KES=1']) {
      expect(() => read(text)).toThrow('that Soko supports');
    }
  });
});
