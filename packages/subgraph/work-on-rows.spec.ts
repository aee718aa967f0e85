import { describe, expect, it } from '@jest/globals';
import { type RowWork, workOnRows } from './work-on-rows.ts';

/** Rows 0 to `count - 1`, of which some always fail. */
function rowsOf(count: number, fails: (row: number) => boolean, error: () => Error = () => new Error('broken')) {
  const due = new Set(Array.from({ length: count }, (_, row) => row));
  const tried: number[] = [];
  const work: RowWork<number> = {
    batch: 3,
    keyOf: String,
    find: async (limit, except) => [...due].filter((row) => !except.includes(String(row))).slice(0, limit),
    async work(row) {
      tried.push(row);
      if (fails(row)) throw error();
      due.delete(row);
    },
  };
  return { due, tried, work };
}

describe('a job that works on rows', () => {
  it('works on each once, in batches until none is left', async () => {
    const { due, tried, work } = rowsOf(7, () => false);
    await workOnRows(work);
    expect([due.size, tried]).toEqual([0, [0, 1, 2, 3, 4, 5, 6]]);
  });

  it('is held up by none that fails, also when a whole batch does, and says so in the end', async () => {
    const { due, tried, work } = rowsOf(10, (row) => row < 4);
    await expect(workOnRows(work)).rejects.toThrow('4 rows failed, the first of them 0: Error: broken');
    expect([...due]).toEqual([0, 1, 2, 3]);
    expect(tried).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('ends when too many fail', async () => {
    const { tried, work } = rowsOf(10, () => true);
    await expect(workOnRows({ ...work, maxFailed: 4 })).rejects.toThrow('5 rows failed');
    expect(tried).toEqual([0, 1, 2, 3, 4]);
  });

  it('ends when rows stay due', async () => {
    const { tried, work } = rowsOf(3, () => false);
    await workOnRows({ ...work, work: async (row) => void tried.push(row) });
    expect(tried).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('ends at once in an outage', async () => {
    const refused = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const { tried, work } = rowsOf(10, () => true, refused);
    await expect(workOnRows(work)).rejects.toThrow('ECONNREFUSED');
    expect(tried).toEqual([0]);
  });
});
