import { describe, expect, it } from '@jest/globals';
import { backoffMs, pollUntil, retry, withJitter } from './index.ts';

const quick = { firstMs: 1, maxMs: 1 };

/** Fails `failures` times, then returns the number of calls. */
function failing(failures: number) {
  let calls = 0;
  return {
    calls: () => calls,
    work: async () => {
      calls += 1;
      if (calls <= failures) throw new Error(`failure ${calls}`);
      return calls;
    },
  };
}

describe('a pause between tries', () => {
  it('doubles after each failure, up to the longest', () => {
    const pauses = [1, 2, 3, 4, 5, 2_000].map((failures) => backoffMs(failures, { firstMs: 100, maxMs: 1_000 }));
    expect(pauses).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('is cut to between half and all of it', () => {
    expect([withJitter(100, () => 0), withJitter(100, () => 1)]).toEqual([50, 100]);
  });
});

describe('retrying', () => {
  it('returns the first success', async () => {
    const { work, calls } = failing(2);
    await expect(retry(work, { tries: 5, ...quick })).resolves.toBe(3);
    expect(calls()).toBe(3);
  });

  it('throws the last error after the last try', async () => {
    const { work, calls } = failing(9);
    await expect(retry(work, { tries: 3, ...quick })).rejects.toThrow('failure 3');
    expect(calls()).toBe(3);
  });

  it('stops at an error that will not pass', async () => {
    const { work, calls } = failing(9);
    await expect(retry(work, { tries: 3, isPassing: () => false, ...quick })).rejects.toThrow('failure 1');
    expect(calls()).toBe(1);
  });

  it('begins no further try after the deadline', async () => {
    const { work, calls } = failing(9);
    await expect(retry(work, { tries: 9, timeoutMs: -1, ...quick })).rejects.toThrow('failure 1');
    expect(calls()).toBe(1);
  });

  it('reports each failure it retries', async () => {
    const seen: number[] = [];
    await retry(failing(2).work, { tries: 5, onFailure: (_error, failures) => seen.push(failures), ...quick });
    expect(seen).toEqual([1, 2]);
  });
});

describe('polling', () => {
  it('returns the first result that is over, and looks no more', async () => {
    let looks = 0;
    const seen = await pollUntil(
      async () => (looks += 1),
      (count) => count === 3,
      { timeoutMs: 25_000, firstMs: 1 },
    );
    expect({ seen, looks }).toEqual({ seen: 3, looks: 3 });
  });

  it('returns undefined when its time is over', async () => {
    expect(await pollUntil(async () => false, Boolean, { timeoutMs: 30, firstMs: 5 })).toBeUndefined();
  });

  it('throws what the look throws', async () => {
    await expect(pollUntil(() => Promise.reject(new Error('away')), Boolean, { timeoutMs: 30 })).rejects.toThrow(
      'away',
    );
  });
});
