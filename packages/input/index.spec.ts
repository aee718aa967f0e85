import { describe, expect, it } from '@jest/globals';
import { maxAmountMinor, toGraphMoney } from '@soko/money';
import {
  nameField,
  readDate,
  readLine,
  readList,
  readMoney,
  readName,
  readOptional,
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
    expect(readText('\u200B', 'note', { min: 0, max: 5 })).toBe('');
  });

  it.each([
    ['NUL', 'a\0b', 'The note must not contain control characters.'],
    ['a bell', 'a\u0007b', 'The note must not contain control characters.'],
    ['half a character', 'a\uD83Eb', 'The note must be valid Unicode text.'],
    ['nothing', ' ', 'The note must have 1 to 5 characters.'],
    ['Hangul fillers', '\u3164\u115F\uFFA0', 'The note must have 1 to 5 characters.'],
    ['empty Braille cells', '\u2800\u2800', 'The note must have 1 to 5 characters.'],
    ['marks without a letter', '\u0301\uFE0F', 'The note must have 1 to 5 characters.'],
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
    expect(() => readList([], 'selections', { min: 1, max: 1 })).toThrow(
      refused('The selections must have exactly 1 item.', 'selections'),
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
