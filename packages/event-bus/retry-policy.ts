import { backoffMs, withJitter } from '@soko/retry';
import type { Outcome } from './deliver.ts';
import type { RetryPolicy } from './event-bus.ts';
import type { Message } from './message.ts';

/** An outcome that leaves the message unhandled. */
export type Failure = Exclude<Outcome, { status: 'handled' }>;

/** Eight tries in about twenty seconds before an event becomes a dead letter. Outages do not count. */
const defaults: RetryPolicy = { attempts: 8, baseMs: 200, maxMs: 10_000, tooEarlyMs: 300_000 };

export const retryPolicy = (given: Partial<RetryPolicy> = {}): RetryPolicy => ({ ...defaults, ...given });

/** Pause after the `attempt`th failure of a handler, in milliseconds. */
export const pauseMs = ({ baseMs, maxMs }: RetryPolicy, attempt: number): number =>
  withJitter(backoffMs(attempt, { firstMs: baseMs, maxMs }));

/** Tries with a message so far. */
export interface Tries {
  /** Failures that count. */
  failures: number;
  /** Postponements since the last failure. */
  postponements: number;
  /** Time of the first postponement as too early, in milliseconds since the epoch. */
  earlySince: number | null;
}

export const noTries: Tries = { failures: 0, postponements: 0, earlySince: null };

/** What is known of a message before its first try. Early replayed messages go to the end of the replay and come again. */
export const firstTries = ({ earlySince }: Pick<Message, 'earlySince'>): Tries =>
  earlySince === undefined ? noTries : { ...noTries, earlySince };

/** Tries in place of a replayed message that is too early: about two seconds. */
const triesInPlace = 4;

/** True when a replayed message is too early for so long that what it needs may be behind it in the replay. */
export const mustGoBehind = (outcome: Failure, { postponements }: Tries): boolean =>
  outcome.status === 'postponed' && !outcome.isOutage && postponements >= triesInPlace;

export type Verdict = { give: 'up'; attempts: number } | { give: 'another try'; pauseMs: number; tries: Tries };

/** Tries in about half a minute. What is early for longer may never come, and holds up the events behind it. */
const triesUntilWarning = 8;

/** The level of the log message before another try. */
export const retryLevel = (outcome: Failure, { postponements }: Tries): 'info' | 'warn' =>
  outcome.status === 'postponed' && !outcome.isOutage && postponements >= triesUntilWarning ? 'warn' : 'info';

/** Log messages before another try. */
export const retryMessages: Record<Failure['status'], string> = {
  failed: 'could not handle an event; retrying',
  postponed: 'an event waits for what its handler needs; retrying',
  hopeless: 'an event cannot be handled',
};

/** Decides about a message after an outcome other than `handled`. */
export function judge(policy: RetryPolicy, tries: Tries, outcome: Failure, now: number): Verdict {
  if (outcome.status === 'postponed') {
    const earlySince = outcome.isOutage ? tries.earlySince : (tries.earlySince ?? now);
    if (outcome.isOutage || now - earlySince! < policy.tooEarlyMs) {
      const postponements = tries.postponements + 1;
      return {
        give: 'another try',
        pauseMs: pauseMs(policy, postponements),
        tries: { ...tries, postponements, earlySince },
      };
    }
  }
  const failures = tries.failures + 1;
  if (outcome.status === 'hopeless' || failures >= policy.attempts) return { give: 'up', attempts: failures };
  return { give: 'another try', pauseMs: pauseMs(policy, failures), tries: { ...tries, failures, postponements: 0 } };
}
