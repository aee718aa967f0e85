import { describe, expect, it } from '@jest/globals';
import { createRecentValues } from './recent-values.ts';

/** Which of the keys are kept. */
const keptOf = async (recent: ReturnType<typeof createRecentValues>, keys: string): Promise<string> => {
  const found = await Promise.all(
    keys.split('').map(async (key) => ((await recent.get(key)) === undefined ? '' : key)),
  );
  return found.join('');
};

describe('the values that were used last', () => {
  it('are kept up to a number', async () => {
    const recent = createRecentValues<string>({ values: 3, length: 1_000 });
    for (const key of ['a', 'b', 'c']) await recent.set(key, key);
    await recent.get('a');
    await recent.set('d', 'd');
    expect(await keptOf(recent, 'abcd')).toBe('acd');
  });

  it('are kept up to a length', async () => {
    const recent = createRecentValues<string>({ values: 100, length: 30 });
    await recent.set('a', 'x'.repeat(8));
    await recent.set('a', 'x'.repeat(8));
    await recent.set('b', 'x'.repeat(8));
    await recent.set('c', 'x'.repeat(8));
    expect(await keptOf(recent, 'abc')).toBe('abc');
    await recent.set('d', 'x'.repeat(8));
    expect(await keptOf(recent, 'abcd')).toBe('bcd');
    await recent.set('e', 'x'.repeat(100));
    expect(await keptOf(recent, 'abcde')).toBe('');
    recent.clear();
    await recent.set('a', 'x'.repeat(26));
    expect(await keptOf(recent, 'a')).toBe('a');
  });
});
