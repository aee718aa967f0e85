import { digitsOf, formatMinor, type Money } from '@soko/money';
import type { Text } from './template-data.ts';

/** A mail of paragraphs. Null paragraphs are left out. */
export const letter = (subject: string, ...paragraphs: (string | null)[]): Text => ({
  subject,
  body: paragraphs.filter((paragraph) => paragraph !== null).join('\n\n'),
});

/** A date and time in UTC, formatted for the language. */
export const dayAndTime = (locale: string, at: Date): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at) + ' UTC';

/** An amount with its currency code, formatted for the language: `KES 1,000.00`. */
export function amountOf(locale: string, { amountMinor, currency }: Money): string {
  const digits = digitsOf(currency);
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(formatMinor(amountMinor, currency) as `${number}`).replaceAll('\u00a0', ' ');
}

/** A day in UTC, formatted for the language. */
export const dayOf = (locale: string, day: Date): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(day);
