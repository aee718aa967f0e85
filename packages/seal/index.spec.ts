import { describe, expect, it } from '@jest/globals';
import { BrokenSeal, isSealed, seal, unseal } from './index.ts';

describe('sealing a one-time code', () => {
  it('opens with the same key and purpose', () => {
    expect(unseal('key', 'otp', seal('key', 'otp', '123456'))).toBe('123456');
  });

  it('never shows the text, nor the same cipher text twice', () => {
    const [first, second] = [seal('key', 'otp', '123456'), seal('key', 'otp', '123456')];
    expect(first).not.toContain('123456');
    expect(first).not.toBe(second);
  });

  it.each([
    ['another key', 'other', 'otp'],
    ['another purpose', 'key', 'reset'],
  ])('stays shut for %s', (_, key, purpose) => {
    expect(() => unseal(key, purpose, seal('key', 'otp', '123456'))).toThrow(BrokenSeal);
  });

  it('stays shut when altered', () => {
    const sealed = seal('key', 'otp', '123456');
    expect(() => unseal('key', 'otp', `${sealed.slice(0, -2)}AA`)).toThrow(BrokenSeal);
    expect(() => unseal('key', 'otp', 'nonsense')).toThrow(BrokenSeal);
  });

  it.each(['', 'a', 'a longer text, such as a link: https://soko.example/exports/1'])(
    'is known by its form: "%s"',
    (text) => {
      expect(isSealed(seal('key', 'otp', text))).toBe(true);
      expect(isSealed(text)).toBe(false);
    },
  );

  it.each(['v1.0.0', 'v1.release.candidate.2', 'usr_0190b5c1'])('is not what "%s" is', (text) => {
    expect(isSealed(text)).toBe(false);
  });
});
