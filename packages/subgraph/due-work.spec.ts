import { describe, expect, it } from '@jest/globals';
import { createDueWorker } from './due-work.ts';

/** A list of due items, and a gate for each item that stays at work. */
function startWork(due: string[], atOnce: number, slow: readonly string[] = []) {
  const done: string[] = [];
  const gates = new Map<string, () => void>();
  let atWork = 0;
  let most = 0;
  const worker = createDueWorker<string>({
    atOnce,
    claim: async (limit) => due.splice(0, limit),
    async run(item) {
      atWork += 1;
      most = Math.max(most, atWork);
      if (slow.includes(item)) await new Promise<void>((resolve) => gates.set(item, resolve));
      else await Promise.resolve();
      atWork -= 1;
      if (item === 'broken') throw new Error('a fault');
      done.push(item);
    },
  });
  return { worker, done, gates, most: () => most };
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `item ${index}`);

describe('a worker', () => {
  it('does everything that is due, and never more at the same time than it may', async () => {
    const { worker, done, most } = startWork(names(50), 4);
    await worker.runDue();
    expect(done).toHaveLength(50);
    expect(most()).toBe(4);
  });

  it('goes on with the others while a slow one is at work, also with what becomes due meanwhile', async () => {
    const due = ['slow', ...names(20)];
    const { worker, done, gates } = startWork(due, 2, ['slow']);
    const turn = worker.runDue();
    while (done.length < 20) await new Promise(setImmediate);
    due.push('late');
    while (!done.includes('late')) await new Promise(setImmediate);
    expect(done).not.toContain('slow');
    gates.get('slow')!();
    await turn;
    expect(done.at(-1)).toBe('slow');
  });

  it('shares a turn among calls, and sees what is due at the last of them', async () => {
    const due = names(3);
    const { worker, done } = startWork(due, 2);
    const first = worker.runDue();
    due.push('further');
    const second = worker.runDue();
    await Promise.all([first, second]);
    expect(done).toContain('further');
  });

  it('claims for several free places at once, and not again after it got fewer than it asked for', async () => {
    const due = names(9);
    const asked: number[] = [];
    const worker = createDueWorker<string>({
      atOnce: 4,
      refillFrom: 2,
      claimsAll: true,
      async claim(limit) {
        asked.push(limit);
        return due.splice(0, limit);
      },
      // They end one after another.
      run: (item) => new Promise((resolve) => setTimeout(resolve, 2 * Number(item.split(' ')[1]))),
    });
    await worker.runDue();
    expect(due).toEqual([]);
    expect(Math.min(...asked)).toBeGreaterThanOrEqual(2);
    expect(asked.reduce((sum, limit) => sum + limit)).toBeGreaterThan(9);
    const claims = asked.length;
    due.push('item 0');
    await worker.runDue();
    expect({ due, claims: asked.length }).toEqual({ due: [], claims: claims + 1 });
  });

  it('throws a fault after the others are done', async () => {
    const { worker, done } = startWork(['broken', ...names(5)], 2);
    await expect(worker.runDue()).rejects.toThrow('a fault');
    expect(done).toHaveLength(5);
  });

  it('waits for running items when it closes, and takes no more', async () => {
    const due = ['slow', 'never'];
    const { worker, done, gates } = startWork(due, 1, ['slow']);
    const turn = worker.runDue();
    while (gates.size === 0) await new Promise(setImmediate);
    const closing = worker.close();
    gates.get('slow')!();
    await Promise.all([turn, closing]);
    expect(done).toEqual(['slow']);
    expect(due).toEqual(['never']);
  });
});
