import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { awakeMs } from './awake-clock.ts';

describe('the clock of a process that is awake', () => {
  it('counts time in which the process waits', async () => {
    // A timer may fire a millisecond early.
    expect(await awakeMs(() => sleep(100))).toBeGreaterThan(30);
  });

  it('stands still while the process could not run', async () => {
    const counted = await awakeMs(async () => {
      const end = performance.now() + 500;
      while (performance.now() < end);
    });
    expect(counted).toBeLessThanOrEqual(40);
  });

  it('fails as its work does', async () => {
    await expect(awakeMs(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
