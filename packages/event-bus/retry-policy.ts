import type { RetryPolicy } from './event-bus.ts';

/** Rides out an outage of some twenty seconds before anything is parked. */
const defaults: RetryPolicy = { attempts: 8, baseMs: 200, maxMs: 10_000 };

export const retryPolicy = (given: Partial<RetryPolicy> = {}): RetryPolicy => ({ ...defaults, ...given });

/** The pause after the `attempt`th failure, in ms: doubling, at most `maxMs`, and between half and all of that. */
export const backoffMs = (policy: RetryPolicy, attempt: number, random = Math.random): number =>
  Math.min(policy.maxMs, policy.baseMs * 2 ** (attempt - 1)) * (0.5 + random() / 2);
