import { InvalidParams } from '../wire/api-error.ts';

/** Stripe's minimum amounts in minor units: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const least: Readonly<Record<string, number>> = {
  aed: 200, aud: 50, bgn: 100, brl: 50, cad: 50, chf: 50, czk: 1500, dkk: 250, eur: 50, gbp: 30, hkd: 400, huf: 17500,
  inr: 50, jpy: 50, mxn: 1000, myr: 200, nok: 300, nzd: 50, pln: 200, ron: 200, sek: 300, sgd: 50, thb: 1000, usd: 50,
}; // prettier-ignore

const most = 99_999_999;

/** Throws for an amount that Stripe does not accept, and for an unknown currency. */
export function checkAmount(amount: number, currency: string): void {
  if (!/^[a-z]{3}$/.test(currency))
    throw new InvalidParams(`Invalid currency: ${currency}. Stripe currently supports these currencies: usd, eur, …`, {
      param: 'currency',
    });
  if (amount > most)
    throw new InvalidParams(`Amount must be no more than ${currency} ${most}`, {
      code: 'amount_too_large',
      param: 'amount',
    });
  const minimum = least[currency] ?? 1;
  if (amount < minimum)
    throw new InvalidParams(`Amount must be at least ${minimum} ${currency} (in its smallest unit)`, {
      code: 'amount_too_small',
      param: 'amount',
    });
}
