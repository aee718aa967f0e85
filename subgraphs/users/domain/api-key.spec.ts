import { describe, expect, it } from '@jest/globals';
import { partsOfSecret, readScopes } from './api-key.ts';

describe('reading scopes', () => {
  it('removes duplicates', () => {
    expect(readScopes(['stock:write', 'products:write', 'stock:write'])).toEqual(['products:write', 'stock:write']);
  });

  it.each([[[]], [['everything']], [['bets:read']], [['products:read', 'toString']]])(
    'refuses %j',
    (names: string[]) => {
      expect(() => readScopes(names)).toThrow('one or more of products:read');
    },
  );
});

describe('reading a secret', () => {
  const token = 'x'.repeat(43);

  it('splits it into prefix and token', () => {
    expect(partsOfSecret(`soko_0123456789ab_${token}`)).toEqual({ prefix: '0123456789ab', token });
  });

  it.each(['', 'soko', `soko_0123456789ab_${token}x`, `soko_0123456789_${token}`, `${token}.${token}.${token}`])(
    'returns null for %j',
    (secret) => {
      expect(partsOfSecret(secret)).toBeNull();
    },
  );
});
