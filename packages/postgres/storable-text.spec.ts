import { describe, expect, it } from '@jest/globals';
import { storable, storableText } from './storable-text.ts';

describe('a storable text', () => {
  it('has no NUL and no half of a surrogate pair', () => {
    expect(storableText('a\0b\ud83dc\ude00')).toBe('a\u{FFFD}b\u{FFFD}c\u{FFFD}');
    expect(storableText('Zażółć 😀\n')).toBe('Zażółć 😀\n');
  });

  it('is not cut within a character', () => {
    expect(storableText('abc😀', 4)).toBe('abc\u{FFFD}');
    expect(storableText('abc😀', 5)).toBe('abc😀');
  });

  it('is each text within a value', () => {
    const at = new Date(0);
    expect(storable({ list: ['\0', 1n, null], at, inner: { text: 'x\0' } })).toEqual({
      list: ['\u{FFFD}', 1n, null],
      at,
      inner: { text: 'x\u{FFFD}' },
    });
  });
});
