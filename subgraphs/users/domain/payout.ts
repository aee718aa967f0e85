import { badUserInput } from '@soko/errors';
import { maskAllBut } from './mask.ts';
import { readPhone } from './phone.ts';

export const payoutKinds = ['MPESA', 'BANK_ACCOUNT', 'STRIPE'] as const;

export type PayoutKind = (typeof payoutKinds)[number];

/** Where a seller's money goes. */
export interface Payout {
  kind: PayoutKind;
  /** All but the last characters hidden. */
  masked: string;
  /** The whole destination, sealed for payments. */
  sealed: string;
}

export interface PayoutInput {
  kind: PayoutKind;
  phone?: string | null | undefined;
  iban?: string | null | undefined;
  stripeAccount?: string | null | undefined;
}

/** ISO 13616: with the first four characters behind and letters as numbers, the remainder by 97 is 1. */
function hasGoodCheckDigits(iban: string): boolean {
  const digits = (iban.slice(4) + iban.slice(0, 4)).replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}

function readIban(text: string, field: string): string {
  const iban = text.replaceAll(/\s/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban) || !hasGoodCheckDigits(iban)) {
    throw badUserInput('This is not an IBAN: look at it again.', field);
  }
  return iban;
}

function readStripeAccount(text: string, field: string): string {
  const account = text.trim();
  if (!/^acct_[A-Za-z0-9]{8,64}$/.test(account))
    throw badUserInput('Expected an account such as acct_1Nv0FGQ9RKHgCVdK.', field);
  return account;
}

const readers = {
  MPESA: { key: 'phone', read: readPhone },
  BANK_ACCOUNT: { key: 'iban', read: readIban },
  STRIPE: { key: 'stripeAccount', read: readStripeAccount },
} as const;

/** The destination that a client wrote, and how it is shown. Throws BAD_USER_INPUT at `<field>.<key>`. */
export function readPayout(
  input: PayoutInput,
  field = 'payoutMethod',
): { kind: PayoutKind; destination: string; masked: string } {
  const { key, read } = readers[input.kind];
  const text = input[key];
  if (text == null) throw badUserInput(`${input.kind} needs ${key}.`, `${field}.${key}`);
  const destination = read(text, `${field}.${key}`);
  return { kind: input.kind, destination, masked: maskAllBut(destination, 4) };
}
