import { badUserInput } from '@soko/errors';

/** A BCP 47 language tag in its canonical spelling. Throws BAD_USER_INPUT at `field`. */
export function readLocale(text: string, field = 'locale'): string {
  try {
    const [tag] = text.length > 35 ? [] : Intl.getCanonicalLocales(text);
    if (tag !== undefined) return tag;
  } catch {
    // Intl throws a RangeError for an invalid tag.
  }
  throw badUserInput('The locale must be a language tag, such as "en" or "sw-KE".', field);
}
