import { describe, expect, it } from '@jest/globals';
import { inBatches } from './bet-queue.ts';

interface Item {
  owner: string;
  kind: string;
  number: number;
}

const item = (number: number, owner = `owner ${number}`, kind = 'KES'): Item => ({ number, owner, kind });

const refusal = () => new Error('too busy');

/** Batches of two lanes and three items, each of which ends when the spec says so. */
function open(answer: (item: Item) => Promise<number> = async ({ number }) => number) {
  const batches: number[][] = [];
  const ends: (() => void)[] = [];
  let at = 0;
  const add = inBatches<Item, number>(
    async (items) => {
      batches.push(items.map(({ number }) => number));
      await new Promise<void>((resolve) => ends.push(resolve));
      return items.map(answer);
    },
    {
      lanes: 2,
      size: 3,
      ownerOf: ({ owner }) => owner,
      kindOf: ({ kind }) => kind,
      alone: answer,
      most: 5,
      waitMs: 5_000,
      refusal,
      stopsAll: () => false,
      now: () => at,
    },
  );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    add,
    batches,
    turn,
    pass: (ms: number) => void (at += ms),
    async end(batch: number) {
      ends[batch]!();
      await turn();
    },
  };
}

describe('items in batches', () => {
  it('begin at once while a lane is free, and are the next batch otherwise', async () => {
    const { add, batches, turn, end } = open();
    const results = [add(item(1))];
    await turn();
    results.push(add(item(2)), add(item(3)));
    await turn();
    results.push(...[4, 5, 6, 7].map((number) => add(item(number))));
    await turn();
    expect(batches).toEqual([[1], [2, 3]]);
    await end(1);
    expect(batches).toEqual([[1], [2, 3], [4, 5, 6]]);
    await end(0);
    expect(batches.slice(3)).toEqual([[7]]);
    await end(2);
    await end(3);
    expect(await Promise.all(results)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('are never two of one owner, also in two lanes, and of one kind', async () => {
    const { add, batches, turn, end } = open();
    const results = [item(1, 'a'), item(2, 'a'), item(3, 'b'), item(4, 'c', 'EUR'), item(5, 'd')].map(add);
    await turn();
    expect(batches).toEqual([[1, 3, 5], [4]]);
    await end(1);
    expect(batches).toHaveLength(2);
    await end(0);
    expect(batches.slice(2)).toEqual([[2]]);
    await end(2);
    expect(await Promise.all(results)).toEqual([1, 2, 3, 4, 5]);
  });

  it('are refused when they have waited too long, and when too many wait', async () => {
    const { add, batches, turn, pass, end } = open();
    const begun = [add(item(1)), add(item(2, 'b', 'EUR'))];
    await turn();
    const waiting = [add(item(3)), add(item(4))].map((each) => each.catch((error: Error) => error.message));
    pass(5_001);
    const later = [add(item(5)), add(item(6)), add(item(7))];
    await expect(add(item(8))).rejects.toThrow('too busy');
    await end(0);
    expect(await Promise.all(waiting)).toEqual(['too busy', 'too busy']);
    expect(batches).toEqual([[1], [2], [5, 6, 7]]);
    await end(1);
    await end(2);
    expect(await Promise.all([...begun, ...later])).toEqual([1, 2, 5, 6, 7]);
  });

  it('fail alone', async () => {
    const { add, turn, end } = open(async ({ number }) => {
      if (number === 2) throw new Error('not 2');
      return number;
    });
    const some = Promise.allSettled([add(item(1)), add(item(2))]);
    await turn();
    await end(0);
    expect((await some).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it.each([
    ['go alone when they waited for a batch that failed', false, [30, 40]],
    ['are refused when they waited for a batch after which no other can be done', true, ['too busy', 'too busy']],
  ])('%s', async (_, isStopped, later) => {
    const batches: number[][] = [];
    let isBroken = true;
    const add = inBatches<Item, number>(
      async (items) => {
        batches.push(items.map(({ number }) => number));
        if (isBroken) throw new Error('no connection');
        return items.map(async ({ number }) => number);
      },
      {
        lanes: 1,
        size: 2,
        ownerOf: ({ owner }) => owner,
        kindOf: ({ kind }) => kind,
        alone: async ({ number }) => 10 * number,
        most: 100,
        waitMs: 5_000,
        refusal,
        stopsAll: () => isStopped,
      },
    );
    const all = await Promise.allSettled([1, 2, 3, 4].map((number) => add(item(number))));
    expect(all.map((each) => (each.status === 'fulfilled' ? each.value : each.reason.message))).toEqual([
      'no connection',
      'no connection',
      ...later,
    ]);
    isBroken = false;
    expect(await add(item(1))).toBe(1);
    expect(batches).toEqual([[1, 2], [1]]);
  });
});
