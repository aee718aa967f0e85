import { describe, expect, it } from '@jest/globals';
import { needsReview } from './adjustment.ts';

describe('a second administrator', () => {
  it.each([
    [10_000n, 'KES', false],
    [10_001n, 'KES', true],
    [-10_001n, 'KES', true],
    [-10_000n, 'KES', false],
    [100n, 'JPY', false],
    [101n, 'JPY', true],
    [100_000n, 'KWD', false],
    [100_001n, 'KWD', true],
  ])('is needed for %s minor units of %s above 100: %s', (amountMinor, currency, expected) => {
    expect(needsReview({ amountMinor, currency }, 100)).toBe(expected);
  });
});
