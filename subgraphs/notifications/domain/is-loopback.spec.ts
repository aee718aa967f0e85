import { describe, expect, it } from '@jest/globals';
import { isLoopback } from './is-loopback.ts';

describe('a loopback address', () => {
  it.each(['127.0.0.1', '127.8.0.1', '::1', '::ffff:127.0.0.1'])('%s is one', (address) => {
    expect(isLoopback(address)).toBe(true);
  });

  it.each(['10.0.0.1', '::ffff:10.0.0.1', '::2', '127.0.0.1.example.org', '1127.0.0.1', '', 'service'])(
    '"%s" is none',
    (address) => {
      expect(isLoopback(address)).toBe(false);
    },
  );
});
