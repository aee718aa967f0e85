import { describe, expect, it } from '@jest/globals';
import { fewAtOnce } from './few-at-once.ts';

describe('a few at once', () => {
  it('begin when another one has ended, well or badly, and keep their order', async () => {
    const begun: number[] = [];
    const ends = new Map<number, (isWell: boolean) => void>();
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const all = Promise.allSettled(
      fewAtOnce([1, 2, 3, 4, 5], 2, async (item) => {
        begun.push(item);
        const isWell = await new Promise<boolean>((resolve) => ends.set(item, resolve));
        if (!isWell) throw new Error(`not ${item}`);
        return 10 * item;
      }),
    );
    await turn();
    expect(begun).toEqual([1, 2]);
    ends.get(2)!(false);
    await turn();
    expect(begun).toEqual([1, 2, 3]);
    ends.get(1)!(true);
    ends.get(3)!(true);
    await turn();
    expect(begun).toEqual([1, 2, 3, 4, 5]);
    ends.get(5)!(true);
    ends.get(4)!(true);
    expect((await all).map((each) => (each.status === 'fulfilled' ? each.value : each.reason.message))).toEqual([
      10,
      'not 2',
      30,
      40,
      50,
    ]);
  });
});
