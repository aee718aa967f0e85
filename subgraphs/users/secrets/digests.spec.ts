import { describe, expect, it } from '@jest/globals';
import { createDigest, newCode, newToken, sameDigest } from './digests.ts';

describe('digests', () => {
  it('differ by key, purpose and text', () => {
    const digest = createDigest('one');
    const all = [digest('a', 'b'), digest('a', 'c'), digest('b', 'b'), createDigest('two')('a', 'b')];
    expect(new Set(all).size).toBe(4);
  });

  it('can be compared in constant time', () => {
    expect(sameDigest('abc', 'abc')).toBe(true);
    expect(sameDigest('abc', 'abd')).toBe(false);
    expect(sameDigest('abc', 'ab')).toBe(false);
  });
});

describe('codes and tokens', () => {
  it('are six digits, leading zeros included', () => {
    const codes = Array.from({ length: 2_000 }, newCode);
    expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
    expect(codes.some((code) => code.startsWith('0'))).toBe(true);
  });

  it('are 256 bits', () => {
    expect(Buffer.from(newToken(), 'base64url')).toHaveLength(32);
    expect(newToken()).not.toBe(newToken());
  });
});
