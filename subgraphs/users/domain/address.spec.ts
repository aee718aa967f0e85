import { describe, expect, it } from '@jest/globals';
import { readAddress, readCountry } from './address.ts';

const written = { name: ' Amina ', line1: 'Moi Avenue 1', city: 'Nairobi', country: 'ke' };

describe('reading an address', () => {
  it('trims what is there and empties what is not', () => {
    expect(readAddress({ ...written, postalCode: ' ', phone: '' })).toEqual({
      name: 'Amina',
      line1: 'Moi Avenue 1',
      line2: null,
      city: 'Nairobi',
      region: null,
      postalCode: null,
      country: 'KE',
      phone: null,
    });
  });

  it('says which line is wrong', () => {
    expect(() => readAddress({ ...written, city: ' ' })).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'address.city' } }),
    );
  });

  it.each(['', 'K', 'KEN', 'ZZ', 'XX', 'EU', 'UN', '12'])('refuses the country %j', (country) => {
    expect(() => readCountry(country, 'country')).toThrow('two letters');
  });

  it.each(['KE', 'de', ' us ', 'TW', 'GB'])('takes the country %j', (country) => {
    expect(readCountry(country, 'country')).toBe(country.trim().toUpperCase());
  });
});
