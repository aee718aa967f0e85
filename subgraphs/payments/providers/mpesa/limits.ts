import { badUserInput } from '@soko/errors';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Most that one payment may be, in cents. */
export const maxMinor = 25_000_000n;

/** Throws BAD_USER_INPUT unless M-Pesa can move the amount: whole shillings, up to its limit. */
export function requireShillings({ amountMinor, currency }: { amountMinor: bigint; currency: string }): void {
  if (currency !== 'KES') throw badUserInput('M-Pesa pays in KES only.', 'amount.currency');
  if (amountMinor % 100n !== 0n)
    throw badUserInput('M-Pesa pays whole shillings only, such as "1200.00".', 'amount.amount');
  if (amountMinor > maxMinor) throw badUserInput('M-Pesa pays at most 250000.00 KES at once.', 'amount.amount');
}

/** The number as Daraja takes it: `2547…`. Throws BAD_USER_INPUT for other countries. */
export function readMsisdn(phone: string | null): string {
  const read = phone === null ? undefined : parsePhoneNumberFromString(phone, 'KE');
  const number = read?.isPossible() ? read.number.slice(1) : '';
  if (/^254(7|1)\d{8}$/.test(number)) return number;
  throw badUserInput('M-Pesa needs a Kenyan mobile number, such as +254712345678.', 'phone');
}
