import { describe, expect, it } from '@jest/globals';
import { createReconnecting } from './reconnecting.ts';

/** What decides, with a clock that the test moves, and the longest pauses. */
function create(forMs: number) {
  const clock = { now: 0 };
  return { clock, reconnecting: createReconnecting(forMs, { now: () => clock.now, random: () => 1 }) };
}

describe('a lost connection', () => {
  it.each([true, false])('is made again with pauses that grow, whether it opens (%s) or not', (opens) => {
    const { clock, reconnecting } = create(300_000);
    expect(reconnecting.opened()).toBe(false);
    const pauses: number[] = [];
    for (let pause = reconnecting.lost(); pause !== null; pause = reconnecting.lost()) {
      pauses.push(pause);
      clock.now += pause;
      if (opens) expect(reconnecting.opened()).toBe(true);
    }
    expect(pauses.slice(0, 8)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(pauses.length).toBeLessThan(20);
  });

  it('is made again soon after one that held', () => {
    const { clock, reconnecting } = create(300_000);
    reconnecting.opened();
    for (let time = 0; time < 50; time += 1) {
      clock.now += 10_000;
      expect(reconnecting.lost()).toBe(500);
      reconnecting.opened();
    }
  });

  it('that never was there is tried once more', () => {
    const { reconnecting } = create(300_000);
    expect([reconnecting.lost(), reconnecting.lost()]).toEqual([500, null]);
  });

  it('is not made again without a time for it', () => {
    const { clock, reconnecting } = create(0);
    reconnecting.opened();
    expect(reconnecting.lost()).toBe(500);
    clock.now += 500;
    expect(reconnecting.lost()).toBeNull();
  });
});
