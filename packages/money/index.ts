import { z } from 'zod';

/** An amount in the smallest unit of its currency: 1250 EUR cents, 1200 JPY yen. Never a float. */
export interface Money {
  amountMinor: bigint;
  currency: string;
}

/**
 * The greatest amount that a person may write and a checkout may come to, in minor units. 999 pieces of 100 goods at this
 * price, with tax, still fit into the 64 bits of the database, so that every sum is in range.
 */
export const maxAmountMinor = 999_999_999_999n;

/** The ISO 4217 currencies that Soko trades in, with the number of digits after the decimal point. */
export const currencyDigits: Readonly<Record<string, number>> = {
  AED: 2, AUD: 2, BGN: 2, BHD: 3, BRL: 2, CAD: 2, CHF: 2, CLP: 0, CNY: 2, CZK: 2, DKK: 2, EGP: 2, ETB: 2, EUR: 2,
  GBP: 2, GHS: 2, HKD: 2, HUF: 2, IDR: 2, ILS: 2, INR: 2, ISK: 0, JOD: 3, JPY: 0, KES: 2, KRW: 0, KWD: 3, MAD: 2,
  MXN: 2, MYR: 2, NGN: 2, NOK: 2, NZD: 2, OMR: 3, PHP: 2, PLN: 2, QAR: 2, RON: 2, RWF: 0, SAR: 2, SEK: 2, SGD: 2,
  THB: 2, TND: 3, TRY: 2, TZS: 2, UGX: 0, USD: 2, VND: 0, XAF: 0, XOF: 0, ZAR: 2, ZMW: 2,
}; // prettier-ignore

/** An amount that is not a decimal of its currency. `message` says what is expected. */
export class BadMoney extends Error {
  override readonly name = 'BadMoney';
}

/** Number of digits after the decimal point. Throws `BadMoney` for a currency that is not traded. */
export function digitsOf(currency: string): number {
  const digits = Object.hasOwn(currencyDigits, currency) ? currencyDigits[currency] : undefined;
  if (digits === undefined)
    throw new BadMoney(`"${currency}" is not a currency that Soko supports. Use an ISO 4217 code, such as "EUR".`);
  return digits;
}

/**
 * Smallest step of amounts that can be charged, in minor units. Cards are charged in hundredths at most, so amounts of
 * currencies with three decimals must end in 0: https://docs.stripe.com/currencies#three-decimal
 */
export const chargeableStep = (currency: string): bigint => (digitsOf(currency) === 3 ? 10n : 1n);

/** `"12.50"`, `EUR` → 1250. The text must have exactly the currency's digits, so that no input is ever rounded. */
export function parseMoney(amount: string, currency: string): Money {
  const digits = digitsOf(currency);
  const pattern = digits === 0 ? /^-?\d{1,15}$/ : new RegExp(`^-?\\d{1,15}\\.\\d{${digits}}$`);
  if (!pattern.test(amount)) {
    const example = digits === 0 ? '1200' : `12.${'50'.padEnd(digits, '0').slice(0, digits)}`;
    throw new BadMoney(
      `"${amount}" is not an amount of ${currency}: write it with ${digits} decimals, such as "${example}".`,
    );
  }
  return { amountMinor: BigInt(amount.replace('.', '')), currency };
}

/** 1250, `EUR` → `"12.50"`. */
export function formatMinor(amountMinor: bigint, currency: string): string {
  const digits = digitsOf(currency);
  const sign = amountMinor < 0n ? '-' : '';
  const text = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The GraphQL type `Money`. */
export const toGraphMoney = (money: Money): { amount: string; currency: string } => ({
  amount: formatMinor(money.amountMinor, money.currency),
  currency: money.currency,
});

/** A zod schema for money inside events: minor units as a decimal string (JSON has no bigint) and the currency. */
export const moneyInEvent = z.object({
  amountMinor: z.string().regex(/^-?\d+$/),
  currency: z.string().length(3),
});
