import { setTimeout as sleep } from 'node:timers/promises';

/** Returns a function that resolves `perSecond` times a second at most, evenly spread. */
export function createPace(perSecond: number): () => Promise<void> {
  let next = 0;
  return async () => {
    const now = performance.now();
    const turn = Math.max(now, next);
    next = turn + 1_000 / perSecond;
    if (turn > now) await sleep(turn - now);
  };
}
