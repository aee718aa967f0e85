import { badUserInput } from '@soko/errors';
import { readLine, readOptionalLine } from './line.ts';
import { readPhone } from './phone.ts';

export interface Address {
  id: string;
  userId: string;
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
  isDefault: boolean;
}

/** At most this many addresses a person. */
export const addressLimit = 50;

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Codes that CLDR names and ISO 3166-1 assigns to no country. */
const noCountries = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'XK', 'ZZ']);

/** A country's ISO 3166-1 alpha-2 code in capitals. Throws BAD_USER_INPUT at `field`. */
export function readCountry(text: string, field: string): string {
  const code = text.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(code) || noCountries.has(code) || regionNames.of(code) === undefined) {
    throw badUserInput('Expected a country as two letters, such as KE.', field);
  }
  return code;
}

export type AddressLines = Omit<Address, 'id' | 'userId' | 'isDefault'>;

/** What a client wrote, trimmed and checked. Throws BAD_USER_INPUT at `<field>.<line>`. */
export function readAddress(input: AddressInput, field = 'address'): AddressLines {
  const at = (line: keyof AddressInput): string => `${field}.${line}`;
  return {
    name: readLine(input.name, at('name'), { max: 100 }),
    line1: readLine(input.line1, at('line1'), { max: 200 }),
    line2: readOptionalLine(input.line2, at('line2'), { max: 200 }),
    city: readLine(input.city, at('city'), { max: 100 }),
    region: readOptionalLine(input.region, at('region'), { max: 100 }),
    postalCode: readOptionalLine(input.postalCode, at('postalCode'), { max: 20 }),
    country: readCountry(input.country, at('country')),
    phone: input.phone == null || input.phone.trim() === '' ? null : readPhone(input.phone, at('phone')),
  };
}

interface AddressInput {
  name: string;
  line1: string;
  line2?: string | null | undefined;
  city: string;
  region?: string | null | undefined;
  postalCode?: string | null | undefined;
  country: string;
  phone?: string | null | undefined;
}
