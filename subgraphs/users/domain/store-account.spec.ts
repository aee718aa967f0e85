import { describe, expect, it } from '@jest/globals';
import { readBrand, readDomain } from './store-account.ts';

describe('reading a domain', () => {
  it('accepts a host name and converts it to lower case', () => {
    expect(readDomain(' Shop.Example.COM ')).toBe('shop.example.com');
  });

  it.each(['', 'localhost', 'https://shop.example.com', 'shop.example.com/x', '-a.example.com', '10.0.0.1', 'a..b'])(
    'refuses %j',
    (text) => {
      expect(() => readDomain(text)).toThrow('host name');
    },
  );
});

describe('reading a brand', () => {
  it('clears omitted fields', () => {
    expect(readBrand({ color: '#0F766E', logoUrl: 'https://example.com/logo.svg' })).toEqual({
      color: '#0f766e',
      logoUrl: 'https://example.com/logo.svg',
      tagline: null,
    });
  });

  it.each(['http://example.com/logo.svg', 'javascript:alert(1)', 'https://user@example.com/', 'logo.svg'])(
    'refuses the logo %j',
    (logoUrl) => {
      expect(() => readBrand({ logoUrl })).toThrow('https://');
    },
  );

  it('refuses an invalid colour', () => {
    expect(() => readBrand({ color: 'red' })).toThrow('#0f766e');
  });
});
