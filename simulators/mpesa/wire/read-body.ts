import { invalidField } from './api-error.ts';

export type Body = Readonly<Record<string, unknown>>;

/** Daraja takes numbers as JSON numbers and as texts. */
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** A field that matches `pattern`. Throws the error envelope that names the field. */
export function readField(body: Body, field: string, pattern: RegExp): string {
  const text = textOf(body[field]);
  if (pattern.test(text)) return text;
  throw invalidField(field);
}

/** An optional field, or an empty text. */
export const readOptional = (body: Body, field: string, pattern: RegExp): string =>
  body[field] === undefined || body[field] === '' ? '' : readField(body, field, pattern);

export const patterns = {
  shortCode: /^\d{5,7}$/,
  timestamp: /^\d{14}$/,
  msisdn: /^254(7|1)\d{8}$/,
  wholeAmount: /^[1-9]\d{0,8}$/,
  text: /^.{1,300}$/s,
  remarks: /^.{2,100}$/s,
  reference: /^.{1,12}$/s,
  description: /^.{1,13}$/s,
  occasion: /^.{1,100}$/s,
} as const;

/** An address for callbacks: https, or http on this machine, where Soko runs for development. */
export function readUrl(body: Body, field: string): string {
  const text = textOf(body[field]);
  try {
    const { protocol, hostname } = new URL(text);
    if (protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)))
      return text;
  } catch {
    // Not an address.
  }
  throw invalidField(field);
}
