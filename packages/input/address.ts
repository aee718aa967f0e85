import { readCountry } from './country.ts';
import { readOptional } from './optional.ts';
import { readPhone } from './phone.ts';
import { maxPostalCodeLength, readPostalCode } from './postal-code.ts';
import { readLine } from './text.ts';

/** A postal address, checked. */
export interface Address {
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

/** The lines of an address that say where it is. */
export type Place = Omit<Address, 'name' | 'phone'>;

/** An address as a client writes it. */
export type WrittenAddress = Pick<Address, 'name' | 'line1' | 'city' | 'country'> & {
  [Line in 'line2' | 'region' | 'postalCode' | 'phone']?: string | null | undefined;
};

/** The lines that say where an address is, as a client writes them. */
export type WrittenPlace = Omit<WrittenAddress, 'name' | 'phone'>;

/** The greatest number of characters in each line. */
export const maxAddressLengths = {
  name: 100,
  line1: 200,
  line2: 200,
  city: 100,
  region: 100,
  postalCode: maxPostalCodeLength,
} as const;

/** An address without a person that a client wrote. Throws BAD_USER_INPUT at `<field>.<line>`. */
export function readPlace(written: WrittenPlace, field = 'address'): Place {
  const required = (line: 'line1' | 'city'): string =>
    readLine(written[line], `${field}.${line}`, { max: maxAddressLengths[line] });
  const optional = (line: 'line2' | 'region'): string | null =>
    readOptional(readLine, written[line], `${field}.${line}`, { max: maxAddressLengths[line] });
  const country = readCountry(written.country, `${field}.country`);
  return {
    line1: required('line1'),
    line2: optional('line2'),
    city: required('city'),
    region: optional('region'),
    postalCode: readOptional(readPostalCode, written.postalCode, `${field}.postalCode`, country),
    country,
  };
}

/** An address that a client wrote. A phone without country code is read as one of the address's country. Throws BAD_USER_INPUT at `<field>.<line>`. */
export function readAddress(written: WrittenAddress, field = 'address'): Address {
  const name = readLine(written.name, `${field}.name`, { max: maxAddressLengths.name });
  const place = readPlace(written, field);
  return { name, ...place, phone: readOptional(readPhone, written.phone, `${field}.phone`, place.country) };
}
