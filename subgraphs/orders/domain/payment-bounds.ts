import { parseMoney } from '@soko/money';
import type { PaymentMethodKind } from './purchase.ts';

/**
 * Smallest amounts that Stripe charges by card: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts. For
 * other currencies Stripe compares the converted amount, which is known only when it is asked.
 */
const cardMinimums: Readonly<Record<string, string>> = {
  AED: '2.00', AUD: '0.50', BGN: '1.00', BRL: '0.50', CAD: '0.50', CHF: '0.50', CZK: '15.00', DKK: '2.50', EUR: '0.50',
  GBP: '0.30', HKD: '4.00', HUF: '175.00', INR: '0.50', JPY: '50', MXN: '10.00', MYR: '2.00', NOK: '3.00', NZD: '0.50',
  PLN: '2.00', RON: '2.00', SEK: '3.00', SGD: '0.50', THB: '10.00', USD: '0.50',
}; // prettier-ignore

/** Digits of the largest amount that Stripe charges, as Stripe counts it: the same page. */
const maxCardDigits = (currency: string): number => (currency === 'IDR' ? 12 : 8);

/** Currencies without decimals that Stripe counts in hundredths. */
const countedInHundredths = new Set(['ISK', 'UGX']);

/** Bounds of the amount of one order, in minor units. Null where they are not known. */
export interface PaymentBounds {
  minimumMinor: bigint | null;
  maximumMinor: bigint | null;
}

/** The smallest and the largest amount that a payment method charges in a currency. */
export function paymentBounds(method: PaymentMethodKind, currency: string): PaymentBounds {
  if (method !== 'STRIPE_CARD') return { minimumMinor: null, maximumMinor: null };
  const minimum = cardMinimums[currency];
  const largest = 10n ** BigInt(maxCardDigits(currency)) - 1n;
  return {
    minimumMinor: minimum === undefined ? null : parseMoney(minimum, currency).amountMinor,
    maximumMinor: countedInHundredths.has(currency) ? largest / 100n : largest,
  };
}
