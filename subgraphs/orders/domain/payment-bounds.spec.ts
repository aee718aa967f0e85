import { describe, expect, it } from '@jest/globals';
import { paymentBounds } from './payment-bounds.ts';

describe('the amounts that a method charges', () => {
  it.each([
    ['EUR', 50n, 99_999_999n],
    ['JPY', 50n, 99_999_999n],
    ['IDR', null, 999_999_999_999n],
    ['ISK', null, 999_999n],
    ['KES', null, 99_999_999n],
  ])('are those of Stripe for cards in %s', (currency, minimumMinor, maximumMinor) => {
    expect(paymentBounds('STRIPE_CARD', currency)).toEqual({ minimumMinor, maximumMinor });
  });

  it('are unknown for other methods', () => {
    expect(paymentBounds('MPESA', 'KES')).toEqual({ minimumMinor: null, maximumMinor: null });
  });
});
