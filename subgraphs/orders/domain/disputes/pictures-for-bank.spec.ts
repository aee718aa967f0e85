import { describe, expect, it } from '@jest/globals';
import { picturesForBank, textForBank } from './chargeback.ts';

const picture = (name: string, size: number, mimeType = 'image/jpeg') => ({ name, size, mimeType });
type Sent = ReturnType<typeof picture>;

describe('the pictures that a bank takes', () => {
  const taken = (...pictures: Sent[]) =>
    picturesForBank(pictures)
      .taken.map(({ name }) => name)
      .join('');
  const leftOut = (...pictures: Sent[]) =>
    [...picturesForBank(pictures).leftOut].map(([{ name }, reason]) => `${name} ${reason}`);

  it('are the first four', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((name) => picture(name, 1));
    expect(taken(...five)).toBe('abcd');
    expect(leftOut(...five)).toEqual(['e TOO_MANY']);
  });
  it('have 4,500,000 bytes together: when the first four have more, the smallest go, in their order', () => {
    const four = [picture('a', 4_000_000), picture('b', 500_001), picture('c', 500_000), picture('d', 1)];
    expect(taken(...four)).toBe('bcd');
    expect(leftOut(...four)).toEqual(['a TOO_LARGE']);
    const five = [...four, picture('e', 2)];
    expect(taken(...five)).toBe('bcde');
    expect(leftOut(...five)).toEqual(['a TOO_MANY']);
    const six = [...four, picture('e', 4_400_000), picture('f', 3_999_999)];
    expect(taken(...six)).toBe('bcd');
    expect(leftOut(...six)).toEqual(['a TOO_MANY', 'e TOO_MANY', 'f TOO_LARGE']);
    expect(taken(picture('a', 4_000_000), picture('b', 500_000))).toBe('ab');
    expect(taken(picture('a', 4_500_001))).toBe('');
  });
  it('are JPEG or PNG', () => {
    const three = [picture('a', 1, 'image/webp'), picture('b', 1, 'image/png'), picture('c', 1, 'image/avif')];
    expect(taken(...three)).toBe('b');
    expect(leftOut(...three)).toEqual(['a WRONG_TYPE', 'c WRONG_TYPE']);
  });
});

describe('the text that a bank takes', () => {
  it('is cut between characters', () => {
    expect(textForBank(`${'a'.repeat(19_999)}🙂b`)).toBe(`${'a'.repeat(19_999)}🙂`);
    expect(textForBank('🙂'.repeat(20_001))).toBe('🙂'.repeat(20_000));
    expect(textForBank('Short.')).toBe('Short.');
  });
});
