import { describe, expect, it } from '@jest/globals';
import pLimit from 'p-limit';

describe('the limit on work at once', () => {
  it('holds, keeps the order of the rest, and survives failures', async () => {
    const limiter = pLimit(2);
    let running = 0;
    let most = 0;
    const begun: number[] = [];
    const work = (number: number) => async (): Promise<number> => {
      begun.push(number);
      most = Math.max(most, (running += 1));
      await Promise.resolve();
      running -= 1;
      if (number === 2) throw new Error('the second fails');
      return number;
    };
    const ended = await Promise.allSettled([1, 2, 3, 4, 5].map((number) => limiter(work(number))));
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect({ begun, most }).toEqual({ begun: [1, 2, 3, 4, 5], most: 2 });
  });
});
