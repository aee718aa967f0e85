import type { Text } from './template-data.ts';

/** A mail of paragraphs. Null paragraphs are left out. */
export const letter = (subject: string, ...paragraphs: (string | null)[]): Text => ({
  subject,
  body: paragraphs.filter((paragraph) => paragraph !== null).join('\n\n'),
});

/** A date and time in UTC, formatted for the language. */
export const dayAndTime = (locale: string, at: Date): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at) + ' UTC';
