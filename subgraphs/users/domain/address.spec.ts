import { describe, expect, it } from '@jest/globals';
import { readAddressChange } from './address.ts';

const empty = { line2: null, region: null, postalCode: null };
const saved = {
  ...empty,
  name: 'Amina',
  line1: 'Moi Avenue 1',
  city: 'Nairobi',
  country: 'KE',
  phone: '+254712345678',
};
const written = { name: ' Asha ', line1: 'Moi Avenue 2', city: 'Nairobi', country: 'ke' };

describe('replacing an address', () => {
  it('trims every line and clears those that are omitted', () => {
    expect(readAddressChange({ ...written, postalCode: ' ' }, saved)).toEqual({
      ...empty,
      name: 'Asha',
      line1: 'Moi Avenue 2',
      city: 'Nairobi',
      country: 'KE',
      phone: null,
    });
  });

  it('names the line that is wrong', () => {
    expect(() => readAddressChange({ ...written, city: ' ' }, saved)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'address.city' } }),
    );
  });

  it('may repeat a country and a phone that were saved under older rules', () => {
    const old = { ...saved, country: 'IC', phone: '+1234567' };
    expect(readAddressChange({ ...written, country: 'ic', phone: '+1234567' }, old)).toMatchObject({
      name: 'Asha',
      country: 'IC',
      phone: '+1234567',
    });
  });

  it.each([
    ['country', { country: 'IC' }],
    ['phone', { phone: '+1234567' }],
  ])('refuses a new %s that the rules do not allow', (line, wrong) => {
    expect(() => readAddressChange({ ...written, ...wrong }, saved)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: `address.${line}` } }),
    );
  });
});
