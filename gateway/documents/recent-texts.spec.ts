import { describe, expect, it } from '@jest/globals';
import { createRecentTexts } from './recent-texts.ts';

describe('the texts that clients have sent', () => {
  it('are kept as long as they fit, those in use the longest', () => {
    const texts = createRecentTexts(30);
    for (const key of ['a', 'b', 'c']) texts.set(key, 'x'.repeat(9));
    expect(texts.get('a')).toBe('x'.repeat(9));
    texts.set('d', 'y'.repeat(9));
    expect(['a', 'b', 'c', 'd'].map((key) => texts.get(key) !== undefined)).toEqual([true, false, true, true]);
    texts.set('e', 'z'.repeat(28));
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => texts.get(key) !== undefined)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('are as many as before when one is sent again, and none when nothing fits', () => {
    const texts = createRecentTexts(20);
    for (let sent = 0; sent < 100; sent += 1) texts.set('a', 'x'.repeat(9));
    texts.set('b', 'x'.repeat(9));
    expect([texts.get('a'), texts.get('b')]).toEqual(['x'.repeat(9), 'x'.repeat(9)]);
    const none = createRecentTexts(0);
    none.set('a', 'x');
    expect(none.get('a')).toBeUndefined();
  });
});
