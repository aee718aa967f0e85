import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type Counted, countWith } from './count-with.ts';
import type { LimitStore } from './store.ts';

/** Counts in this process. A counter is deleted at the end of its period. */
export function createMemoryStore(): LimitStore {
  const limiter: Counted = new RateLimiterMemory({ points: 0, duration: 0, keyPrefix: '' });
  return countWith(limiter, (id) => id);
}
