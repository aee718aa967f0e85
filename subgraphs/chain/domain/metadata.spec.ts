import { describe, expect, it } from '@jest/globals';
import { readTokenNumber } from './metadata.ts';

describe('the id of a token in an address', () => {
  it.each([
    ['7', 7],
    ['0000000000000000000000000000000000000000000000000000000000000010', 16],
    ['000000000000000000000000000000000000000000000000000000000000001F', null],
    ['0', null],
    ['07', null],
    ['2147483648', null],
    ['ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', null],
    ['', null],
    ['1e3', null],
  ])('%s is %s', (text, number) => {
    expect(readTokenNumber(text)).toBe(number);
  });
});
