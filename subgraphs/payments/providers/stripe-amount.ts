/**
 * Currencies without decimals that Stripe still counts in hundredths, which must be zero.
 * https://docs.stripe.com/currencies#special-cases
 */
const countedInHundredths = new Set(['ISK', 'UGX']);

/** Minor units as Stripe counts them. */
export const toStripeAmount = (amountMinor: bigint, currency: string): number =>
  Number(countedInHundredths.has(currency.toUpperCase()) ? amountMinor * 100n : amountMinor);

/** Stripe's count as minor units. */
export const fromStripeAmount = (amount: number, currency: string): bigint =>
  countedInHundredths.has(currency.toUpperCase()) ? BigInt(amount) / 100n : BigInt(amount);
