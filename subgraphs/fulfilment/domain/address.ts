import { badUserInput } from '@soko/errors';
import { readText } from './read-text.ts';

/** Where something is brought. */
export interface Address {
  name: string;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string;
  phone: string | null;
}

type Optional = 'line2' | 'region' | 'postalCode' | 'phone';

/** An address as a client or another service writes it. */
export type WrittenAddress = Omit<Address, Optional> & { [Field in Optional]?: string | null | undefined };

/** ISO 3166-1 alpha-2 in upper case. Throws BAD_USER_INPUT. */
export function readCountry(text: string, field: string): string {
  const country = text.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(country)) throw badUserInput('Write the country as two letters, such as "KE".', field);
  return country;
}

const optional = (text: string | null | undefined, field: string): string | null =>
  text == null || text.trim() === '' ? null : readText(text, { min: 1, max: 200 }, field);

/** The address, trimmed. Throws BAD_USER_INPUT. */
export const readAddress = (written: WrittenAddress, field: string): Address => ({
  name: readText(written.name, { min: 1, max: 200 }, `${field}.name`),
  line1: readText(written.line1, { min: 1, max: 200 }, `${field}.line1`),
  line2: optional(written.line2, `${field}.line2`),
  city: readText(written.city, { min: 1, max: 200 }, `${field}.city`),
  region: optional(written.region, `${field}.region`),
  postalCode: optional(written.postalCode, `${field}.postalCode`),
  country: readCountry(written.country, `${field}.country`),
  phone: optional(written.phone, `${field}.phone`),
});
