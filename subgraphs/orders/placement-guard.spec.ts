import { describe, expect, it } from '@jest/globals';
import { rateLimited } from '@soko/errors';
import type { Attempt, Limits } from '@soko/limits';
import { silentLogger } from '@soko/log';
import { createPlacementGuard } from './placement-guard.ts';

const facts = { owner: 'usr_1', guestEmail: null, network: '192.0.2.1', method: 'digest' };

/** Limits of which a spec decides each count. */
function openGuard(take: (attempt: Attempt) => void) {
  const taken: Attempt[] = [];
  let time = Date.parse('2026-01-01T00:00:00Z');
  const none = async (): Promise<void> => undefined;
  const limits: Limits = {
    async take([attempt]) {
      taken.push(attempt!);
      take(attempt!);
    },
    takeOne: async () => ({ points: 1, left: 0, msLeft: 0 }),
    count: none,
    giveBack: none,
    clear: none,
    isFallingBack: () => false,
    close: () => undefined,
  };
  const guard = createPlacementGuard({ limits, points: {}, log: silentLogger, now: () => new Date(time) });
  const waiting = () =>
    guard.guard(
      facts,
      async () => 'saved',
      () => 'unconfirmed',
    );
  return { guard, taken, waiting, pass: (ms: number) => (time += ms) };
}

describe('the placement guard', () => {
  it('returns a saved order also when it cannot be counted', async () => {
    const { waiting } = openGuard(() => {
      throw new Error('The database does not answer.');
    });
    expect(await waiting()).toBe('saved');
  });

  it('opens a network again once its payments are confirmed: at once here, and soon in other processes', async () => {
    let isUsedUp = true;
    const { guard, taken, waiting, pass } = openGuard(() => {
      if (isUsedUp) throw rateLimited(3_600);
    });
    expect(await waiting()).toBe('saved');
    await expect(waiting()).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
    expect(taken).toHaveLength(1);
    await guard.giveBackConfirmed(facts.network);
    expect(await waiting()).toBe('saved');
    await expect(waiting()).rejects.toThrow('not confirmed');
    // Another process gave attempts back.
    isUsedUp = false;
    pass(30_000);
    expect(await waiting()).toBe('saved');
    expect(taken.map(({ weight }) => weight)).toEqual([1, 1, 0, 1]);
  });
});
