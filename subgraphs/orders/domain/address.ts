import { badUserInput } from '@soko/errors';

/** Where an order goes. */
export interface OrderAddress {
  name: string;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** E.164. */
  phone: string | null;
}

type Written = { [Line in keyof OrderAddress]?: string | null | undefined };

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Codes that CLDR names and ISO 3166-1 assigns to no country. */
const noCountries = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'XK', 'ZZ']);

/** A country's ISO 3166-1 alpha-2 code in capitals. Throws BAD_USER_INPUT at `field`. */
export function readCountry(text: string, field: string): string {
  const code = text.trim().toUpperCase();
  if (/^[A-Z]{2}$/.test(code) && !noCountries.has(code) && regionNames.of(code) !== undefined) return code;
  throw badUserInput('Expected a country as two letters, such as KE.', field);
}

function readOptional(written: string | null | undefined, field: string, max: number): string | null {
  const text = (written ?? '').trim();
  if (text === '') return null;
  if (text.length > max || /\p{Cc}/u.test(text)) {
    throw badUserInput(`Expected one line of at most ${max} characters.`, field);
  }
  return text;
}

function readRequired(written: string | null | undefined, field: string, max: number): string {
  const text = readOptional(written, field, max);
  if (text === null) throw badUserInput('This must not be empty.', field);
  return text;
}

function readPhone(written: string | null | undefined, field: string): string | null {
  const text = (written ?? '').replaceAll(/[\s()-]/g, '');
  if (text === '') return null;
  if (!/^\+[1-9]\d{6,14}$/.test(text)) throw badUserInput('Expected a phone number such as +254712345678.', field);
  return text;
}

/** What a client wrote, trimmed and checked. Throws BAD_USER_INPUT at `<field>.<line>`. */
export const readAddress = (written: Written, field = 'address'): OrderAddress => ({
  name: readRequired(written.name, `${field}.name`, 100),
  line1: readRequired(written.line1, `${field}.line1`, 200),
  line2: readOptional(written.line2, `${field}.line2`, 200),
  city: readRequired(written.city, `${field}.city`, 100),
  region: readOptional(written.region, `${field}.region`, 100),
  postalCode: readOptional(written.postalCode, `${field}.postalCode`, 20),
  country: readCountry(written.country ?? '', `${field}.country`),
  phone: readPhone(written.phone, `${field}.phone`),
});

/** An e-mail address, lower-cased. Throws BAD_USER_INPUT. */
export function readEmail(written: string, field = 'email'): string {
  const text = written.trim().toLowerCase();
  if (text.length <= 254 && /^[^\s@<>"(),:;]+@[^\s@.<>"(),:;]+(\.[^\s@.<>"(),:;]+)+$/.test(text)) return text;
  throw badUserInput('Expected an e-mail address such as ada@example.com.', field);
}
