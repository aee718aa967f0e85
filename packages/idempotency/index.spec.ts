import { describe, expect, it } from '@jest/globals';
import { hashInput, readIdempotencyKey, requireSameInput } from './index.ts';

describe('reading an idempotency key', () => {
  it.each(['8 chars!', 'x'.repeat(128), '0b6e5a52-6d8e-4f4c-9a36-4a4c8a9d2b11'])('accepts %j', (key) => {
    expect(readIdempotencyKey(key)).toBe(key);
  });

  it.each(['', '7 chars', 'x'.repeat(129), 'line\nbreak', 'nul\0 nul\0'])('refuses %j', (key) => {
    expect(() => readIdempotencyKey(key, 'refund.idempotencyKey')).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'refund.idempotencyKey' } }),
    );
  });
});

describe('the hash of an input', () => {
  it('is the same in any order of keys', () => {
    expect(hashInput({ a: 1, b: { c: [1, 2], d: 'x' } })).toBe(hashInput({ b: { d: 'x', c: [1, 2] }, a: 1 }));
  });

  it('ignores what is undefined', () => {
    expect(hashInput({ a: 1, b: undefined })).toBe(hashInput({ a: 1 }));
  });

  it('knows amounts and times', () => {
    expect(hashInput({ amount: 5n, at: new Date(0) })).toBe(hashInput({ amount: '5', at: '1970-01-01T00:00:00.000Z' }));
  });

  it.each([{ a: 2 }, { a: null }, {}, { a: 1, b: null }, [1], 'a', null])(
    'differs from that of { a: 1 } for %j',
    (other) => {
      expect(hashInput(other)).not.toBe(hashInput({ a: 1 }));
    },
  );

  it('depends on the order of a list', () => {
    expect(hashInput([1, 2])).not.toBe(hashInput([2, 1]));
  });
});

describe('a repeat', () => {
  it('must have the same input', () => {
    requireSameInput(hashInput({ a: 1 }), hashInput({ a: 1 }));
    requireSameInput('old hash', ['hash', 'old hash']);
    expect(() => requireSameInput('older hash', ['hash', 'old hash'])).toThrow(
      expect.objectContaining({ extensions: { code: 'IDEMPOTENCY_MISMATCH' } }),
    );
    expect(() => requireSameInput(hashInput({ a: 1 }), hashInput({ a: 2 }))).toThrow(
      expect.objectContaining({ extensions: { code: 'IDEMPOTENCY_MISMATCH' } }),
    );
  });

  it('with another input is refused under the name of its key', () => {
    expect(() => requireSameInput('hash', 'other hash', 'clientId')).toThrow(
      expect.objectContaining({
        message: 'This `clientId` was already used with another input. Use a new one.',
        extensions: { code: 'IDEMPOTENCY_MISMATCH', field: 'clientId' },
      }),
    );
  });
});
