import { setTimeout as sleep } from 'node:timers/promises';

export { isOutage } from './is-outage.ts';

export interface Backoff {
  /** Pause after the first failure, in milliseconds. It doubles after each further failure. */
  firstMs: number;
  /** Longest pause, in milliseconds. */
  maxMs: number;
}

/** Pause after the `failures`th failure (1, 2, 3 …), in milliseconds. Without jitter, so that `domain/` can use it. */
export const backoffMs = (failures: number, { firstMs, maxMs }: Backoff): number =>
  Math.min(maxMs, firstMs * 2 ** (failures - 1));

/** Between half and all of a pause. Processes that failed together then do not all try again together. */
export const withJitter = (ms: number, random: () => number = Math.random): number => ms * (0.5 + random() / 2);

export interface RetryOptions extends Partial<Backoff> {
  /** Number of calls in all, 1 or more. */
  tries: number;
  /** Whether the same call may succeed later. Default: after every error. */
  isPassing?: (error: unknown) => boolean;
  /** No further call begins after this time. Default: no limit. */
  timeoutMs?: number;
  /** Called before each pause. */
  onFailure?: (error: unknown, failures: number) => void;
}

/** Calls `work` until it succeeds, and throws its last error when it does not. Pauses double, from 20 ms to 1 s by default. */
export async function retry<T>(
  work: () => Promise<T>,
  { tries, isPassing = () => true, timeoutMs = Infinity, onFailure, firstMs = 20, maxMs = 1_000 }: RetryOptions,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (failures >= tries || Date.now() > deadline || !isPassing(error)) throw error;
      onFailure?.(error, failures);
      await sleep(withJitter(backoffMs(failures, { firstMs, maxMs })));
    }
  }
}

/**
 * Calls `look` until `isOver` is true for its result, and returns that result; undefined after `timeoutMs`. Pauses double,
 * from 10 to 250 ms by default.
 */
export async function pollUntil<T>(
  look: () => Promise<T>,
  isOver: (seen: T) => boolean,
  { timeoutMs, firstMs = 10, maxMs = 250 }: { timeoutMs: number } & Partial<Backoff>,
): Promise<T | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (let looks = 1; ; looks += 1) {
    const seen = await look();
    if (isOver(seen)) return seen;
    const pauseMs = backoffMs(looks, { firstMs, maxMs });
    if (Date.now() + pauseMs > deadline) return undefined;
    await sleep(withJitter(pauseMs));
  }
}

/** Waits for `work`, at most `ms`. Then the work continues, and its failure is ignored. True when it ended in time. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), expired]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}
