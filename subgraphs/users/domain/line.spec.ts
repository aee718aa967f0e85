import { describe, expect, it } from '@jest/globals';
import { readLine, readOptionalLine } from './line.ts';

describe('reading a line', () => {
  it('trims it', () => {
    expect(readLine('  Amina ', 'firstName', { max: 100 })).toBe('Amina');
  });

  it('counts characters, not UTF-16 units', () => {
    expect(readLine('🦒🦒🦒', 'name', { max: 3 })).toBe('🦒🦒🦒');
  });

  it.each(['', '   ', 'four', 'a\nb', 'a\u0000b', 'a\u001b[31m'])('refuses %j', (text) => {
    expect(() => readLine(text, 'name', { max: 3 })).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'name' } }),
    );
  });

  it.each([null, undefined, '', '  '])('takes %j for nothing where nothing may be given', (text) => {
    expect(readOptionalLine(text, 'line2', { max: 10 })).toBeNull();
  });
});
