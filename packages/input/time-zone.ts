import { badUserInput } from '@soko/errors';

/** Names of the IANA database: `Africa/Nairobi`, `America/Argentina/Ushuaia`, `Etc/GMT+3`. An offset such as `+03:00` is none. */
const shape = /^[A-Za-z][\w+-]*(?:\/[\w+-]+){0,2}$/;

/** An IANA time zone. Throws BAD_USER_INPUT at `field`. Names that were replaced, such as `Asia/Calcutta`, are zones too. */
export function readTimeZone(text: string, field = 'timeZone'): string {
  try {
    if (text.length <= 64 && shape.test(text)) {
      const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions();
      // A replaced name stays as it was given; any other gets its usual spelling.
      return timeZone.toLowerCase() === text.toLowerCase() ? timeZone : text;
    }
  } catch {
    // Intl throws a RangeError for an unknown zone.
  }
  throw badUserInput('The time zone must be a name of the IANA database, such as "Africa/Nairobi".', field);
}
