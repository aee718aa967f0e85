import { badUserInput } from '@soko/errors';
import { readPhone, readPositiveMoney, requireChargeable } from '@soko/input';
import { digitsOf, formatMinor } from '@soko/money';
import type { Wallet } from '../wallets/wallet.ts';

interface WrittenMoney {
  amount: string;
  currency: string;
}

/** M-Pesa moves whole shillings, at most this many in one transaction. */
export const mpesaRules = { currency: 'KES', country: 'KE', stepMinor: 100n, maxMinor: 25_000_000n } as const;

/** An amount above zero in the currency of the wallet, in minor units. Throws BAD_USER_INPUT. */
export function readAmount(written: WrittenMoney, { currency }: Pick<Wallet, 'currency'>): bigint {
  if (written.currency !== currency) {
    throw badUserInput(`The currency must be ${currency}, the currency of the wallet.`, 'amount.currency');
  }
  return requireChargeable(readPositiveMoney(written, 'amount.amount'), 'amount.amount').amountMinor;
}

/** M-Pesa knows one currency. `field` names the wallet, or what chose M-Pesa for it. Throws BAD_USER_INPUT. */
export function requireMpesaWallet({ currency }: Pick<Wallet, 'currency'>, field: string): void {
  if (currency === mpesaRules.currency) return;
  throw badUserInput(`M-Pesa works with wallets in ${mpesaRules.currency}; this one is in ${currency}.`, field);
}

/** An amount that M-Pesa can move, of at least `minMinor`. Throws BAD_USER_INPUT. */
export function readMpesaAmount(written: WrittenMoney, wallet: Pick<Wallet, 'currency'>, minMinor: bigint): bigint {
  const { currency, stepMinor, maxMinor } = mpesaRules;
  const amountMinor = readAmount(written, wallet);
  if (amountMinor % stepMinor !== 0n) {
    throw badUserInput('The amount must be in whole shillings for M-Pesa, such as "150.00".', 'amount.amount');
  }
  if (amountMinor >= minMinor && amountMinor <= maxMinor) return amountMinor;
  const [min, max] = [minMinor, maxMinor].map((each) => formatMinor(each, currency));
  throw badUserInput(`The amount must be ${min} to ${max} ${currency} for M-Pesa.`, 'amount.amount');
}

/** Safaricom gives mobile numbers that begin with 7 or 1. */
const kenyanMobile = /^\+254[17]\d{8}$/;

/** A Kenyan mobile number as E.164. Throws BAD_USER_INPUT. */
export function readMpesaPhone(written: string): string {
  const phone = readPhone(written, 'phone', mpesaRules.country);
  if (kenyanMobile.test(phone)) return phone;
  throw badUserInput('The phone must be a Kenyan mobile number, such as +254712345678.', 'phone');
}

/** `+254712345678` → `+254•••••••78`. */
export const maskPhone = (phone: string): string =>
  `${phone.slice(0, 4)}${'•'.repeat(phone.length - 6)}${phone.slice(-2)}`;

/** Minor units in one whole unit of a currency. */
export const wholeUnit = (currency: string): bigint => 10n ** BigInt(digitsOf(currency));
