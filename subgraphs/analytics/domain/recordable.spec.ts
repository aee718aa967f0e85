import { describe, expect, it } from '@jest/globals';
import { seal } from '@soko/seal';
import { recordable } from './recordable.ts';

const key = 'a seal key for specs, of 32 characters or more';
const nothing = new Set<string>();

describe('the recorded data of an event', () => {
  it('is the data itself', () => {
    const data = {
      title: 'Basket',
      tags: ['a', 'b'],
      price: { amountMinor: '1990', currency: 'EUR' },
      left: 3,
      by: null,
    };
    expect(recordable(data, nothing)).toEqual(data);
  });

  it('contains no sealed value, at any place and under any name', () => {
    const data = {
      code: seal(key, 'otp', '123456'),
      links: [{ url: seal(key, 'data-export', 'https://soko.example/1') }],
      sealedDestination: { account: '4711' },
    };
    expect(recordable(data, nothing)).toEqual({
      code: '(sealed)',
      links: [{ url: '(sealed)' }],
      sealedDestination: '(sealed)',
    });
  });

  it('contains no personal value of any shape', () => {
    const data = {
      email: 'ada@example.org',
      previousEmail: null,
      address: { city: 'Nairobi' },
      lines: [{ sku: 'A', name: 'Ada' }],
      names: { a: 'Ada', b: 'Ben' },
      name: 'Basket',
    };
    const personal = new Set(['email', 'previousEmail', 'address', 'lines.*.name', 'names.*']);
    expect(recordable(data, personal)).toEqual({
      email: '(personal)',
      previousEmail: null,
      address: '(personal)',
      lines: [{ sku: 'A', name: '(personal)' }],
      names: { a: '(personal)', b: '(personal)' },
      name: 'Basket',
    });
  });

  it('can be stored, with any text that a client sent', () => {
    expect(recordable({ 'a\0': 'nul \0, half \ud83d, whole 😀' }, nothing)).toEqual({
      'a\ufffd': 'nul \ufffd, half \ufffd, whole 😀',
    });
  });

  it('keeps a field called __proto__ a field', () => {
    const kept = recordable(JSON.parse('{"__proto__": {"admin": true}}'), nothing) as object;
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
    expect(JSON.stringify(kept)).toBe('{"__proto__":{"admin":true}}');
  });
});
