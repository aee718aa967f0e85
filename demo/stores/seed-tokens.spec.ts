import { describe, expect, it } from '@jest/globals';
import { editions, supplyOf } from './seed-tokens.ts';

describe('the works that are sold as tokens', () => {
  it('say how many there are', () => {
    expect(editions()).toHaveLength(4);
    const counts = editions().map(({ title }) => supplyOf(title));
    expect(counts.every((count) => count > 0)).toBe(true);
    expect(supplyOf('Turkana at Dusk, edition of 50')).toBe(50);
    expect(() => supplyOf('Turkana at Dusk')).toThrow('does not say');
  });
});
