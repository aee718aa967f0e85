import type { Logger } from '@soko/log';
import type { RedisStore } from './redis-store.ts';
import type { LimitStore } from './store.ts';

/** Time for which a store that failed is not asked again. */
const pauseMs = 1_000;

export interface FallbackStore extends LimitStore {
  /** Whether the last count was made in the local store. */
  isAway(): boolean;
}

/** Counts in Redis, and in `local` while Redis does not answer. */
export function withFallback(redis: RedisStore, local: LimitStore, log: Logger): FallbackStore {
  let isAway = false;
  let pausedUntil = 0;
  const noteAway = (error?: unknown): void => {
    pausedUntil = performance.now() + pauseMs;
    if (isAway) return;
    isAway = true;
    log.warn({ err: error }, 'Redis does not answer; limits are counted in the local store');
  };
  const noteBack = (): void => {
    if (!isAway) return;
    isAway = false;
    log.info('Redis answers again; limits are shared');
  };
  const run = async <T>(work: (store: LimitStore) => Promise<T>): Promise<T> => {
    if (performance.now() < pausedUntil) return work(local);
    try {
      const result = await work(redis);
      noteBack();
      return result;
    } catch (error) {
      noteAway(error);
      return work(local);
    }
  };
  return {
    add: (additions) => run((store) => store.add(additions)),
    subtract: (additions) => run((store) => store.subtract(additions)),
    clear: (id) => run((store) => store.clear(id)),
    isAway: () => isAway,
  };
}
