import { describe, expect, it } from '@jest/globals';
import { normaliseAddress } from './normalise-address.ts';

describe('normalising an address', () => {
  it.each([
    [' Ada@Example.ORG ', 'ada@example.org'],
    ['+254 712-345 678', '+254712345678'],
    ['(+44) 20 7946 0958', '+442079460958'],
    ['nobody', ''],
  ])('turns "%s" into "%s"', (given, expected) => {
    expect(normaliseAddress(given)).toBe(expected);
  });
});
