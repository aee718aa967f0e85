import { describe, expect, it } from '@jest/globals';
import { needsReview } from './adjustment.ts';

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
