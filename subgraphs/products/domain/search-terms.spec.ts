import { describe, expect, it } from '@jest/globals';
import { toWebSearch } from './search-terms.ts';

describe('a search for Postgres', () => {
  it.each([
    ['oak lamp', 'oak lamp'],
    ['oak or -glass "desk lamp"', 'oak or -glass "desk lamp"'],
    ['usb-c -usb-b', '"usb c" -"usb b"'],
    ['lamp/vase\u00A0oak', '"lamp/vase" oak'],
    ['日本 ランプ', '"日本" "ランプ"'],
    ['5" pipe', '5 " pipe"'],
    ['-', '" "'],
  ])('of %j is %j', (search, expected) => {
    expect(toWebSearch(search)).toBe(expected);
  });
});
