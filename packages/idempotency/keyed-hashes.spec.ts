import { describe, expect, it } from '@jest/globals';
import { keyedHashes } from './keyed-hashes.ts';

describe('the hash of an input with a token', () => {
  const [hash] = keyedHashes('key', ['STRIPE_CARD', 'pm_card_visa', true]);

  it('depends on every term and on the key', () => {
    expect(keyedHashes('key', ['STRIPE_CARD', 'pm_card_visa', true])).toEqual([hash]);
    expect(keyedHashes('key', ['STRIPE_CARD', 'pm_card_visa', false])).not.toContain(hash);
    expect(keyedHashes('other', ['STRIPE_CARD', 'pm_card_visa', true])).not.toContain(hash);
  });

  it('is still known after the key was replaced, while the old key is accepted', () => {
    const hashes = keyedHashes(['new key', 'key'], ['STRIPE_CARD', 'pm_card_visa', true]);
    expect(hashes).toContain(hash);
    expect(hashes[0]).not.toBe(hash);
  });
});
