import { describe, expect, it } from '@jest/globals';
import { readHandle } from './handle.ts';

describe('reading a handle', () => {
  it('accepts letters, digits and single hyphens, in lower case', () => {
    expect(readHandle(' Rift-Valley-2 ')).toBe('rift-valley-2');
  });

  it.each(['ab', 'a'.repeat(31), '-abc', 'abc-', 'a--b', 'a_b', 'ä-laden', 'support', 'a/../b'])(
    'refuses %j',
    (text) => {
      expect(() => readHandle(text)).toThrow(
        expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'handle' } }),
      );
    },
  );
});
