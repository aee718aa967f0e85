import { rateLimited } from '@soko/errors';
import type { Logger } from '@soko/log';
import type { Queryable } from '@soko/postgres';
import { type LimitName, limitOf } from './catalogue.ts';
import { createMemoryStore } from './memory-store.ts';
import { createPostgresStore } from './postgres-store.ts';
import { createRedisStore } from './redis-store.ts';
import type { Addition, Counter } from './store.ts';
import { withFallback } from './with-fallback.ts';

export { type LimitName, limitOf } from './catalogue.ts';
export { networkOf } from './network-of.ts';
export { deleteEndedLimits } from './postgres-store.ts';

/** One attempt against one limit. */
export interface Attempt {
  name: LimitName;
  /** Whom or what the limit counts, such as a client address. It is digested before it is saved. */
  key: string;
  /** Number of points in a period, when it is not the catalogue's. */
  points?: number;
  /** Length of a period in milliseconds, when it is not the catalogue's. */
  perMs?: number;
  /** Number of points that this attempt takes. Default 1. */
  weight?: number;
  /** Sentence of the refusal. Default: "Too many attempts." */
  says?: string;
}

/** What is left of a limit after an attempt. */
export interface Standing {
  points: number;
  left: number;
  /** Milliseconds until the period ends. */
  msLeft: number;
}

export interface Limits {
  /**
   * Counts one attempt against each limit. Throws RATE_LIMITED with `retryAfter` when one of them is used up; the others
   * then do not count this attempt.
   */
  take(attempts: readonly Attempt[]): Promise<void>;
  /** The same for one limit. Returns what is left of it. */
  takeOne(attempt: Attempt): Promise<Standing>;
  /** Counts without refusing: work whose weight is known only after it is done. */
  count(attempts: readonly Attempt[]): Promise<void>;
  /** Takes attempts back, for example after a log-in that succeeded. */
  giveBack(attempts: readonly Attempt[]): Promise<void>;
  /** Sets a limit back to its beginning. */
  clear(attempt: Pick<Attempt, 'name' | 'key'>): Promise<void>;
  /** Whether Redis is configured and does not answer, so that replicas do not count together. */
  isFallingBack(): boolean;
  close(): void;
}

export interface LimitsOptions {
  /** Redis that all replicas share. Without it, `pool` is used, and the memory of this process without a pool. */
  redisUrl?: string | undefined;
  /** Database with the table `limits`. */
  pool?: Queryable | undefined;
  log: Logger;
  now?: () => Date;
}

const idOf = ({ name, key }: Pick<Attempt, 'name' | 'key'>): string => `${name}:${key}`;

const additionOf = (attempt: Attempt): Addition => ({
  id: idOf(attempt),
  points: attempt.weight ?? 1,
  perMs: attempt.perMs ?? limitOf(attempt.name).perMs,
});

const pointsOf = ({ name, points }: Attempt): number => points ?? limitOf(name).points;

const standingOf = (attempt: Attempt, counter: Counter): Standing => ({
  points: pointsOf(attempt),
  left: Math.max(0, pointsOf(attempt) - counter.points),
  msLeft: counter.msLeft,
});

/** Counts attempts against limits. The store decides who counts together: Redis, a database, or this process alone. */
export function createLimits({ redisUrl, pool, log, now = () => new Date() }: LimitsOptions): Limits {
  const local = pool === undefined ? createMemoryStore() : createPostgresStore(pool, now);
  const redis = redisUrl === undefined ? null : createRedisStore(redisUrl, log);
  const shared = redis === null ? null : withFallback(redis, local, log);
  const store = shared ?? local;

  async function takeAll(attempts: readonly Attempt[]): Promise<Standing[]> {
    const additions = attempts.map(additionOf);
    const counters = await store.add(additions);
    const refusing = counters.filter((counter, index) => counter.points > pointsOf(attempts[index]!));
    if (refusing.length === 0) return counters.map((counter, index) => standingOf(attempts[index]!, counter));
    // A used-up limit keeps counting attempts, but not the weight of what was not done.
    const unused = additions.filter((addition, index) => !refusing.includes(counters[index]!) || addition.points > 1);
    if (unused.length > 0) await store.subtract(unused);
    const msLeft = Math.max(...refusing.map((counter) => counter.msLeft));
    const { says = 'Too many attempts.' } = attempts[counters.indexOf(refusing[0]!)]!;
    throw rateLimited(Math.max(1, Math.ceil(msLeft / 1000)), says);
  }

  return {
    async take(attempts) {
      if (attempts.length > 0) await takeAll(attempts);
    },
    async takeOne(attempt) {
      const [standing] = await takeAll([attempt]);
      return standing!;
    },
    async count(attempts) {
      if (attempts.length > 0) await store.add(attempts.map(additionOf));
    },
    async giveBack(attempts) {
      if (attempts.length > 0) await store.subtract(attempts.map(additionOf));
    },
    clear: (attempt) => store.clear(idOf(attempt)),
    isFallingBack: () => shared?.isAway() ?? false,
    close() {
      redis?.close();
    },
  };
}
