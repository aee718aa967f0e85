import { describe, expect, it } from '@jest/globals';
import { titleList } from './title-list.ts';

describe('titleList', () => {
  it.each([
    [[{ title: 'Clamp lamp', quantity: 1 }], 'Clamp lamp'],
    [[{ title: 'Clamp lamp', quantity: 3 }, { title: 'Stool' }], '3 × Clamp lamp, Stool'],
    [['A', 'B', 'C', 'D', 'E'].map((title) => ({ title, quantity: 2 })), '2 × A, 2 × B, 2 × C (+ 2)'],
  ])('of %j is %s', (lines, text) => {
    expect(titleList(lines)).toBe(text);
  });
});
