import { badUserInput } from '@soko/errors';
import { readPhone } from '@soko/input';
import { maskAllBut } from './mask.ts';

export const payoutKinds = ['MPESA', 'BANK_ACCOUNT', 'STRIPE'] as const;

export type PayoutKind = (typeof payoutKinds)[number];

/** The destination to which a seller is paid. */
export interface Payout {
  kind: PayoutKind;
  /** Destination with all but the last four characters hidden. */
  masked: string;
  /** Complete destination, encrypted for payments. */
  sealed: string;
}

export interface PayoutInput {
  kind: PayoutKind;
  phone?: string | null | undefined;
  iban?: string | null | undefined;
  stripeAccount?: string | null | undefined;
}

/** ISO 13616: with the first four characters moved to the end and letters as numbers, the remainder by 97 is 1. */
function hasValidCheckDigits(iban: string): boolean {
  const digits = (iban.slice(4) + iban.slice(0, 4)).replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}

function readIban(text: string, field: string): string {
  const iban = text.replaceAll(/\s/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban) || !hasValidCheckDigits(iban)) {
    throw badUserInput('The IBAN is not valid. Check it for mistakes.', field);
  }
  return iban;
}

function readStripeAccount(text: string, field: string): string {
  const account = text.trim();
  if (/^acct_[A-Za-z0-9]{8,64}$/.test(account)) return account;
  throw badUserInput('The Stripe account must be an id such as acct_1Nv0FGQ9RKHgCVdK.', field);
}

const readers = {
  MPESA: { key: 'phone', read: (text: string, field: string) => readPhone(text, field) },
  BANK_ACCOUNT: { key: 'iban', read: readIban },
  STRIPE: { key: 'stripeAccount', read: readStripeAccount },
} as const;

/** Reads a payout destination and masks it. Throws BAD_USER_INPUT at `<field>.<key>`. */
export function readPayout(
  input: PayoutInput,
  field = 'payoutMethod',
): { kind: PayoutKind; destination: string; masked: string } {
  const { key, read } = readers[input.kind];
  const text = input[key];
  if (text == null) throw badUserInput(`The kind ${input.kind} requires \`${key}\`.`, `${field}.${key}`);
  const destination = read(text, `${field}.${key}`);
  return { kind: input.kind, destination, masked: maskAllBut(destination, 4) };
}
