import { describe, expect, it } from '@jest/globals';
import { gather } from './gather.ts';

describe('gathered work', () => {
  it('is done at once for all who ask in one turn, and for all who ask while it is done', async () => {
    const done: number[][] = [];
    const work = gather<number>(async (items) => {
      done.push([...items]);
      await new Promise((resolve) => setImmediate(resolve));
    });
    const first = [work([1]), work([2, 3])];
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([...first, work([4]), work([5])]);
    expect(done).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('waits for more, if it may', async () => {
    const done: number[][] = [];
    const work = gather<number>(async (items) => void done.push([...items]), { lingerMs: 20 });
    const first = work([1]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toEqual([]);
    await Promise.all([first, work([2])]);
    expect(done).toEqual([[1, 2]]);
  });

  it('fails for those whose items were part of it alone', async () => {
    const work = gather<number>(async (items) => {
      if (items.includes(2)) throw new Error('not 2');
    });
    await expect(Promise.all([work([1]), work([2])])).rejects.toThrow('not 2');
    await expect(work([3])).resolves.toBeUndefined();
  });
});
