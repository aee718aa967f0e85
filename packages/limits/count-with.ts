import type { RateLimiterRes } from 'rate-limiter-flexible';
import type { Addition, Counter, LimitStore } from './store.ts';

/** The part of a limiter that counts. Refusals are decided by `createLimits`, in the same way for every store. */
export interface Counted {
  penalty(key: string, points: number, options: { customDuration: number }): Promise<RateLimiterRes>;
  reward(key: string, points: number, options: { customDuration: number }): Promise<RateLimiterRes>;
  get(key: string): Promise<RateLimiterRes | null>;
  delete(key: string): Promise<boolean>;
}

/** A store on a limiter of rate-limiter-flexible. */
export function countWith(limiter: Counted, keyOf: (id: string) => string): LimitStore {
  const optionsOf = ({ perMs }: Addition) => ({ customDuration: Math.max(1, Math.ceil(perMs / 1000)) });
  const counterOf = ({ consumedPoints, msBeforeNext }: RateLimiterRes): Counter => ({
    points: consumedPoints,
    msLeft: Math.max(0, msBeforeNext),
  });
  const subtractOne = async (addition: Addition): Promise<void> => {
    const key = keyOf(addition.id);
    const counter = await limiter.get(key);
    if (counter === null || counter.consumedPoints < addition.points) return;
    await limiter.reward(key, addition.points, optionsOf(addition));
  };
  return {
    add: (additions) =>
      Promise.all(
        additions.map(async (addition) =>
          counterOf(await limiter.penalty(keyOf(addition.id), addition.points, optionsOf(addition))),
        ),
      ),
    async subtract(additions) {
      await Promise.all(additions.map(subtractOne));
    },
    async clear(id) {
      await limiter.delete(keyOf(id));
    },
  };
}
