import { describe, expect, it } from '@jest/globals';
import { altered } from '@soko/testing/altered';
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
    expect(() => unseal('key', 'otp', altered(sealed))).toThrow(BrokenSeal);
    expect(() => unseal('key', 'otp', 'nonsense')).toThrow(BrokenSeal);
  });

  it.each(['', 'a', 'a longer text, such as a link: https://soko.example/exports/1'])(
    'is known by its form: "%s"',
    (text) => {
      expect(isSealed(seal('key', 'otp', text))).toBe(true);
      expect(isSealed(text)).toBe(false);
    },
  );

  it.each(['v2.abcd1234.0.0', 'v1.0.0', 'v1.release.candidate.2', 'usr_0190b5c1'])('is not what "%s" is', (text) => {
    expect(isSealed(text)).toBe(false);
  });
});

describe('replacing the key', () => {
  const underOld = seal('old key', 'otp', '123456');

  it('opens values of the previous keys, and seals with the current one', () => {
    expect(unseal(['new key', 'older key', 'old key'], 'otp', underOld)).toBe('123456');
    expect(unseal('new key', 'otp', seal(['new key', 'old key'], 'otp', '123456'))).toBe('123456');
    expect(() => unseal('old key', 'otp', seal(['new key', 'old key'], 'otp', '123456'))).toThrow(BrokenSeal);
  });

  it('no longer opens values of a key that was removed', () => {
    expect(() => unseal(['new key', 'older key'], 'otp', underOld)).toThrow(BrokenSeal);
  });

  it('keeps the purpose of old values', () => {
    expect(() => unseal(['new key', 'old key'], 'reset', underOld)).toThrow(BrokenSeal);
  });

  it('names the key in the value without revealing it', () => {
    const [, id] = underOld.split('.');
    expect(seal('old key', 'payout', 'text').split('.')[1]).toBe(id);
    expect(seal('new key', 'otp', '123456').split('.')[1]).not.toBe(id);
    expect(Buffer.from('old key').toString('base64url')).not.toContain(id);
  });

  it('opens values that were sealed before values had a key id', () => {
    const version1 = 'v1.zAl7eqeDxs7LNjkD.rhHzbR2-A4i7t7OFsDkuLg.O8CZFI8M';
    expect(isSealed(version1)).toBe(true);
    expect(unseal('old key', 'otp', version1)).toBe('123456');
    expect(unseal(['new key', 'old key'], 'otp', version1)).toBe('123456');
    expect(() => unseal('new key', 'otp', version1)).toThrow(BrokenSeal);
  });
});
