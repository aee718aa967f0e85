import { describe, expect, it } from '@jest/globals';
import { maxAmountMinor, toGraphMoney } from '@soko/money';
import countries from 'i18n-iso-countries';
import {
  nameField,
  readAddress,
  readCountry,
  readDate,
  readEmail,
  readLine,
  readList,
  readMoney,
  readName,
  readOptional,
  readPhone,
  readPositiveMoney,
  readQuantity,
  readText,
  readUrl,
} from './index.ts';

const refused = (message: string, field: string) =>
  expect.objectContaining({ message, extensions: { code: 'BAD_USER_INPUT', field } });

describe('naming a field in a sentence', () => {
  it.each([
    ['city', 'The city'],
    ['address.postalCode', 'The postal code'],
    ['address.line1', 'Line 1'],
    ['brand.logoUrl', 'The logo URL'],
    ['variants.0.sku', 'The SKU'],
    ['tags.2', 'Item 3 of the tags'],
  ])('calls %s "%s"', (field, name) => {
    expect(nameField(field)).toBe(name);
  });
});

describe('reading text', () => {
  it('trims and composes it, and keeps its line breaks', () => {
    expect(readText('  Cafe\u0301\n\tbar \n', 'note', { max: 20 })).toBe('Café\n\tbar');
  });

  it('counts an emoji as one character', () => {
    expect(readLine('🦒🦒🦒', 'name', { max: 3 })).toBe('🦒🦒🦒');
  });

  it('may be empty where the least is 0', () => {
    expect(readText(' ', 'note', { min: 0, max: 5 })).toBe('');
  });

  it.each([
    ['NUL', 'a\0b', 'The note must not contain control characters.'],
    ['a bell', 'a\u0007b', 'The note must not contain control characters.'],
    ['half a character', 'a\uD83Eb', 'The note must be valid Unicode text.'],
    ['nothing', ' ', 'The note must have 1 to 5 characters.'],
    ['nothing visible', '\u200B\u2060', 'The note must have 1 to 5 characters.'],
    ['too much', '123456', 'The note must have 1 to 5 characters.'],
  ])('refuses %s', (_, text, message) => {
    expect(() => readText(text, 'note', { max: 5 })).toThrow(refused(message, 'note'));
  });

  it('says only the most where the least is 0', () => {
    const read = () => readText('x'.repeat(2_001), 'note', { min: 0, max: 2_000 });
    expect(read).toThrow(refused('The note must have at most 2,000 characters.', 'note'));
  });

  it.each(['a\nb', 'a\rb', 'a\tb', 'a\u2028b'])('refuses %j as one line', (text) => {
    expect(() => readLine(text, 'title', { max: 5 })).toThrow(refused('The title must be a single line.', 'title'));
  });

  it('takes names of up to 100 characters', () => {
    expect(readName(` ${'n'.repeat(100)} `, 'firstName')).toHaveLength(100);
    expect(() => readName('n'.repeat(101), 'firstName')).toThrow(
      refused('The first name must have 1 to 100 characters.', 'firstName'),
    );
  });

  it.each([null, undefined, '', '  '])('takes %j as left out where it is optional', (text) => {
    expect(readOptional(readLine, text, 'line2', { max: 10 })).toBeNull();
    expect(readOptional(readLine, ' flat ', 'line2', { max: 10 })).toBe('flat');
  });
});

describe('reading an email address', () => {
  it.each([
    [' Amina@Example.COM ', 'amina@example.com'],
    ['o’brien+tag@mail.example.co.ke', 'o’brien+tag@mail.example.co.ke'],
    ['jörg@müller.example', 'jörg@müller.example'],
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
    [{ country: 'ZZ' }, 'address.country', 'The country must be an ISO 3166 country code, such as KE.'],
  ])('refuses %j', (change, field, message) => {
    expect(() => readAddress({ ...written, ...change })).toThrow(refused(message, field));
  });
});

describe('reading money', () => {
  it('is exact', () => {
    expect(toGraphMoney(readMoney({ amount: '0.00', currency: 'EUR' }))).toEqual({ amount: '0.00', currency: 'EUR' });
    expect(readPositiveMoney({ amount: '12.50', currency: 'EUR' }).amountMinor).toBe(1250n);
  });

  it.each([
    [readMoney, '-0.01', 'The amount must not be negative.'],
    [readPositiveMoney, '0.00', 'The amount must be greater than zero.'],
    [readPositiveMoney, '-1.00', 'The amount must be greater than zero.'],
  ])('refuses by %p %s', (read, amount, message) => {
    expect(() => read({ amount, currency: 'EUR' }, 'price.amount')).toThrow(refused(message, 'price.amount'));
  });

  it.each([
    ['9999999999.99', '10000000000.00', 'EUR'],
    ['999999999999', '1000000000000', 'JPY'],
    ['999999999.999', '1000000000.000', 'KWD'],
  ])('takes at most %s, and not %s %s', (most, more, currency) => {
    expect(readMoney({ amount: most, currency }).amountMinor).toBe(maxAmountMinor);
    for (const read of [readMoney, readPositiveMoney]) {
      expect(() => read({ amount: more, currency })).toThrow(
        refused(`The amount must be at most ${most} ${currency}.`, 'amount'),
      );
    }
  });

  it('says how to write an amount that is none', () => {
    expect(() => readMoney({ amount: '12.5', currency: 'EUR' })).toThrow('12.50');
  });
});

describe('reading numbers and lists', () => {
  it('takes whole numbers and lists within their limits', () => {
    expect(readQuantity(1_000, 'quantity', { min: 1, max: 1_000 })).toBe(1_000);
    expect(readList(['a'], 'lines', { min: 1, max: 2 })).toEqual(['a']);
  });

  it.each([0, 1.5, 1_001, Number.NaN])('refuses %p', (quantity) => {
    expect(() => readQuantity(quantity, 'lines.0.quantity', { min: 1, max: 1_000 })).toThrow(
      refused('The quantity must be a whole number from 1 to 1,000.', 'lines.0.quantity'),
    );
  });

  it('refuses a list of another length', () => {
    expect(() => readList([], 'lines', { min: 1, max: 100 })).toThrow(
      refused('The lines must have 1 to 100 items.', 'lines'),
    );
  });
});

describe('reading a date', () => {
  it('takes a day of the calendar', () => {
    expect(readDate(' 2028-02-29 ')).toBe('2028-02-29');
  });

  it.each(['2026-02-29', '2026-13-01', '0000-01-01', '2026-1-1', '26-01-01', 'today', ''])('refuses %j', (text) => {
    expect(() => readDate(text, 'day')).toThrow(refused('The day must be a date, such as 2026-03-31.', 'day'));
  });
});

describe('reading a URL', () => {
  it('takes an https address', () => {
    expect(readUrl(' https://example.com/logo.png ')).toBe('https://example.com/logo.png');
  });

  it.each([
    'http://example.com',
    'https://me:secret@example.com',
    'https://:p@example.com',
    'example.com',
    'javascript:alert(1)',
  ])('refuses %j', (text) => {
    expect(() => readUrl(text, 'brand.logoUrl')).toThrow(
      refused(
        'The logo URL must be an address that starts with https:// and has at most 2,000 characters.',
        'brand.logoUrl',
      ),
    );
  });

  it('refuses one that is too long', () => {
    expect(() => readUrl(`https://example.com/${'x'.repeat(2_000)}`)).toThrow('2,000');
  });
});
