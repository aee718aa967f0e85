import { describe, expect, it } from '@jest/globals';
import { picturesForBank } from './chargeback.ts';

const picture = (name: string, size: number, mimeType = 'image/jpeg') => ({ name, size, mimeType });

describe('the pictures that a bank takes', () => {
  const taken = (...pictures: ReturnType<typeof picture>[]) =>
    picturesForBank(pictures)
      .map(({ name }) => name)
      .join('');

  it('are the first four', () => {
    expect(taken(...['a', 'b', 'c', 'd', 'e'].map((name) => picture(name, 1)))).toBe('abcd');
  });
  it('have 4,500,000 bytes together: a large one makes room for smaller ones', () => {
    expect(taken(picture('a', 4_000_000), picture('b', 500_001), picture('c', 500_000), picture('d', 1))).toBe('ac');
  });
  it('are JPEG or PNG', () => {
    expect(taken(picture('a', 1, 'image/webp'), picture('b', 1, 'image/png'), picture('c', 1, 'image/avif'))).toBe('b');
  });
});
