import { describe, expect, it } from '@jest/globals';
import countries from 'i18n-iso-countries';
import { readAddress, readCountry, readEmail, readPhone, readPostalCode } from './index.ts';

const refused = (message: string, field: string) =>
  expect.objectContaining({ message, extensions: { code: 'BAD_USER_INPUT', field } });

describe('reading an email address', () => {
  it.each([
    [' Amina@Example.COM ', 'amina@example.com'],
    ['o’brien+tag@mail.example.co.ke', 'o’brien+tag@mail.example.co.ke'],
    ['jörg@MÜLLER.example', 'jörg@xn--mller-kva.example'],
    ['jörg@mu\u0308ller.example', 'jörg@xn--mller-kva.example'],
    ['jörg@xn--mller-kva.example', 'jörg@xn--mller-kva.example'],
    ['ravi@भारत.भारत', 'ravi@xn--h2brj9c.xn--h2brj9c'],
    ['ada@ｅｘａｍｐｌｅ.com', 'ada@example.com'],
    ['ivan@example.xn--p1ai', 'ivan@example.xn--p1ai'],
  ])('takes %j as %j', (text, email) => {
    expect(readEmail(text)).toBe(email);
  });

  it.each([
    '',
    'amina',
    'amina@',
    '@example.com',
    'a b@example.com',
    'a@b@example.com',
    'a@example',
    'a@-x.com',
    'a@%61.com',
    'a@127.0.0.1',
    'a@x\u200B.com',
    'a\u200B@x.com',
    'a\u2060@x.com',
    'a@x\u00AD.com',
    'a\u3164@x.com',
    'a@xn--a.com',
    `a@${'x'.repeat(64)}.com`,
    `${'a'.repeat(65)}@x.com`,
    'a@x..com',
    'a@x.1',
    'a\0b@example.com',
    'a\uD83E@example.com',
    `${'a'.repeat(250)}@example.com`,
  ])('refuses %j', (text) => {
    expect(() => readEmail(text)).toThrow(
      refused('The email must be an email address, such as ada@example.com.', 'email'),
    );
  });
});

describe('reading a phone number', () => {
  it.each([
    ['+254 712 345-678', '+254712345678'],
    ['+1 (415) 555.2671', '+14155552671'],
    ['+44 (0)20 7946 0958', '+442079460958'],
    ['00254 712 345678', '+254712345678'],
    ['tel:+254712345678', '+254712345678'],
    ['Tel. +254.712.345.678', '+254712345678'],
    ['(+254) 712 345 678', '+254712345678'],
    ['(0044) 20 7946 0958', '+442079460958'],
    ['+254 712 345 678,', '+254712345678'],
    ['+49 (0) 30 / 1234567', '+49301234567'],
    ['\u202A+254\u00A0712\u2011345\u2011678\u202C', '+254712345678'],
    ['＋２５４７１２３４５６７８', '+254712345678'],
  ])('takes %j as %j', (text, phone) => {
    expect(readPhone(text)).toBe(phone);
  });

  it.each([
    '',
    '0712345678',
    '+0712345678',
    '+1234',
    '+1234567890123456',
    '+25471234567a',
    '254712345678',
    '+999123456789',
    'call +254712345678 now',
    '+1 415 555 2671 ext. 5',
  ])('refuses %j', (text) => {
    expect(() => readPhone(text)).toThrow(
      refused('The phone must be a phone number with its country code, such as +254712345678.', 'phone'),
    );
  });

  it('takes a national number where the country is known', () => {
    expect(readPhone('0712 345 678', 'phone', 'KE')).toBe('+254712345678');
    expect(readPhone('+44 20 7946 0958', 'phone', 'KE')).toBe('+442079460958');
  });

  it('needs the country code where the country has no numbers of its own', () => {
    expect(() => readPhone('0712345678', 'phone', 'AQ')).toThrow('country code');
  });
});

describe('reading a country', () => {
  it('takes every code that is assigned, and XK', () => {
    const assigned = Object.keys(countries.getAlpha2Codes());
    expect(assigned).toHaveLength(250);
    expect(assigned.map((code) => readCountry(code.toLowerCase()))).toEqual(assigned);
  });

  it('takes nothing else', () => {
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    const taken = letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter((code) => {
        try {
          return readCountry(code) === code;
        } catch {
          return false;
        }
      });
    expect(taken.toSorted()).toEqual(Object.keys(countries.getAlpha2Codes()).toSorted());
  });

  it.each([
    [' uk ', 'GB'],
    ['EL', 'GR'],
  ])('takes %j as %s', (text, code) => {
    expect(readCountry(text)).toBe(code);
  });

  it.each(['ZZ', 'AN', 'SU', 'EU', 'Kenya', 'KEN', '', 'constructor'])('refuses %j', (text) => {
    expect(() => readCountry(text, 'address.country')).toThrow(
      refused('The country must be an ISO 3166 country code, such as KE.', 'address.country'),
    );
  });
});

describe('reading an address', () => {
  const written = { name: ' Amina ', line1: 'Moi Avenue 1', city: 'Nairobi', country: 'ke' };

  it('trims what is given and sets null for what is left out', () => {
    expect(readAddress({ ...written, line2: ' ', phone: '0712 345 678' })).toEqual({
      name: 'Amina',
      line1: 'Moi Avenue 1',
      line2: null,
      city: 'Nairobi',
      region: null,
      postalCode: null,
      country: 'KE',
      phone: '+254712345678',
    });
  });

  it.each([
    [{ name: '' }, 'address.name', 'The name must have 1 to 100 characters.'],
    [{ line1: 'x'.repeat(201) }, 'address.line1', 'Line 1 must have 1 to 200 characters.'],
    [{ city: 'a\nb' }, 'address.city', 'The city must be a single line.'],
    [{ postalCode: '1'.repeat(21) }, 'address.postalCode', 'The postal code must have 1 to 20 characters.'],
    [{ country: 'DE', postalCode: '1011' }, 'address.postalCode', 'The postal code must be one of DE: 5 digits.'],
    [{ country: 'ZZ' }, 'address.country', 'The country must be an ISO 3166 country code, such as KE.'],
  ])('refuses %j', (change, field, message) => {
    expect(() => readAddress({ ...written, ...change })).toThrow(refused(message, field));
  });
});

describe('reading a postal code', () => {
  it.each([
    ['DE', '10115', 'D-10115', 'DE 10115', '１０１１５'],
    ['DK', '8000', 'DK-8000'],
    ['GB', 'SW1A 1AA', 'm1 1ae', 'GIR 0AA', 'BFPO 57'],
    ['US', '94107', '94107-1234'],
    ['NL', '1012 AB', '1012ab'],
    ['CA', 'K1A 0B1', 'k1a0b1'],
    ['IE', 'D02 AF30', 'A65F4E2'],
    ['JP', '100-0001', '〒100-0001'],
    ['SE', '114 55', 'S-114 55'],
    ['PT', '1000-205', '1000'],
    ['BR', '01310-100'],
    ['LV', 'LV-1010'],
    ['TW', '100', '10058', '100 586'],
    // Without a rule, or of a country without codes.
    ['GH', 'GA-183-8164'],
    ['AE', '00000'],
  ])('takes codes of %s as they are written', (country, ...codes) => {
    expect(codes.map((code) => readPostalCode(` ${code} `, 'postalCode', country))).toEqual(codes);
  });

  it.each([
    ['DE', '1011', '5 digits'],
    ['DE', 'Berlin', '5 digits'],
    ['DK', '10115', '4 digits'],
    ['GB', '12345', 'such as SW1A 1AA'],
    ['US', '1234', '5 or 9 digits'],
    ['NL', '1012', 'such as 1012 AB'],
    ['CA', 'D1A 0B1', 'such as K1A 0B1'],
    ['JP', '100', '7 digits'],
  ])('refuses in %s %s', (country, code, expected) => {
    expect(() => readPostalCode(code, 'address.postalCode', country)).toThrow(
      refused(`The postal code must be one of ${country}: ${expected}.`, 'address.postalCode'),
    );
  });
});
