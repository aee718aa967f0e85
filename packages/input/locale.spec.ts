import { describe, expect, it } from '@jest/globals';
import { readLocale } from './locale.ts';

describe('reading a locale', () => {
  it.each([
    ['EN', 'en'],
    ['sw-ke', 'sw-KE'],
    ['zh-hant-tw', 'zh-Hant-TW'],
  ])('reads %j as %j', (text, locale) => {
    expect(readLocale(text)).toBe(locale);
  });

  it.each(['', 'e', 'en_US', '../../etc', `en-${'x'.repeat(40)}`])('refuses %j', (text) => {
    expect(() => readLocale(text)).toThrow('language tag');
  });
});
