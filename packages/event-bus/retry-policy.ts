import { backoffMs, withJitter } from '@soko/retry';
import type { RetryPolicy } from './event-bus.ts';

/** Rides out an outage of about twenty seconds before an event becomes a dead letter. */
const defaults: RetryPolicy = { attempts: 8, baseMs: 200, maxMs: 10_000 };

export const retryPolicy = (given: Partial<RetryPolicy> = {}): RetryPolicy => ({ ...defaults, ...given });

/** Pause after the `attempt`th failure of a handler, in milliseconds. */
export const pauseMs = ({ baseMs, maxMs }: RetryPolicy, attempt: number): number =>
  withJitter(backoffMs(attempt, { firstMs: baseMs, maxMs }));
