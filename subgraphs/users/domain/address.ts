import { type Address as PostalAddress, readAddress, readCountry, type WrittenAddress } from '@soko/input';

/** A postal address that a user has saved. */
export interface Address extends PostalAddress {
  id: string;
  userId: string;
  isDefault: boolean;
}

/** Maximum number of addresses of one user. */
export const maxAddresses = 50;

/** Antarctica: a valid country without phone numbers. It replaces an outdated country while the other lines are read. */
const placeholder = 'AQ';

const repeats = (written: string | null | undefined, saved: string | null): boolean =>
  saved !== null && written?.trim().toUpperCase() === saved.toUpperCase();

function isCountry(code: string): boolean {
  try {
    return readCountry(code) === code;
  } catch {
    return false;
  }
}

/**
 * Reads an address that replaces `saved`. A country, a phone and a postal code that were saved under older rules may be repeated, so
 * that every saved address can be edited. Throws BAD_USER_INPUT at `<field>.<line>`.
 */
export function readAddressChange(written: WrittenAddress, saved: PostalAddress, field = 'address'): PostalAddress {
  const country = repeats(written.country, saved.country) && !isCountry(saved.country) ? saved.country : null;
  const phone = repeats(written.phone, saved.phone) ? saved.phone : null;
  const postalCode = repeats(written.postalCode, saved.postalCode) ? saved.postalCode : null;
  const readable = {
    ...written,
    ...(country && { country: placeholder }),
    ...(phone && { phone: null }),
    ...(postalCode && { postalCode: null }),
  };
  return {
    ...readAddress(readable, field),
    ...(country && { country }),
    ...(phone && { phone }),
    ...(postalCode && { postalCode }),
  };
}
