import { describe, expect, it } from '@jest/globals';
import { fromStripeAmount, toStripeAmount } from './stripe-amount.ts';

describe('an amount at Stripe', () => {
  it.each([
    ['EUR', 1_250n, 1_250],
    ['JPY', 1_200n, 1_200],
    ['KWD', 1_230n, 1_230],
    ['ISK', 5n, 500],
    ['UGX', 5n, 500],
  ])('in %s: %s minor units are %s', (currency, amountMinor, amount) => {
    expect(toStripeAmount(amountMinor, currency)).toBe(amount);
    expect(fromStripeAmount(amount, currency.toLowerCase())).toBe(amountMinor);
  });
});
