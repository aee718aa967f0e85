import { badUserInput } from '@soko/errors';
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { nameField } from './name-field.ts';

/** What people paste around and into a number: full-width digits, invisible marks, `tel:`, 00 instead of +, `(+254)`, a comma. */
const tidy = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim()
    .replace(/^(?:tel|phone|mobile)\s?[.:]\s*/i, '')
    .replace(/^\((\+|00)(\d{1,3})\)/, '$1$2')
    .replace(/^00/, '+')
    .replace(/[.,;]$/, '');

const knownCountry = (country: string | undefined): CountryCode | undefined =>
  country !== undefined && isSupportedCountry(country) ? country : undefined;

/**
 * A phone number as E.164, in whatever form people write it. With `country` (ISO 3166-1 alpha-2) a national number will do.
 * The length must be possible in the number's country; whether the number is in use is not checked. Throws BAD_USER_INPUT.
 */
export function readPhone(text: string, field = 'phone', country?: string): string {
  const defaultCountry = knownCountry(country);
  const phone = parsePhoneNumberFromString(tidy(text), { extract: false, ...(defaultCountry && { defaultCountry }) });
  if (phone?.isPossible() === true && phone.ext === undefined) return phone.number;
  throw badUserInput(`${nameField(field)} must be a phone number with its country code, such as +254712345678.`, field);
}
