import { backoffMs } from '@soko/retry';
import type { DeadReason } from './message.ts';
import type { Outcome } from './outcome.ts';

/** A message that is being sent. */
export interface Attempt {
  /** Failed attempts so far. */
  failures: number;
  /** An earlier attempt may have reached the provider. */
  maybeSent: boolean;
}

/** Status of a message after an attempt. */
export type NextStatus =
  | { status: 'SENT'; providerId: string | null }
  | { status: 'FAILED'; error: string; failures: number; maybeSent: boolean; dueInMs: number }
  | { status: 'DEAD'; error: string; failures: number; maybeSent: boolean; reason: DeadReason };

/** Pauses between attempts. */
const pauses = { firstMs: 10_000, maxMs: 1_800_000 };

/** Decides how a message goes on after an attempt. `maxTries` failed attempts end it. */
export function nextStatus({ failures, maybeSent }: Attempt, outcome: Outcome, maxTries: number): NextStatus {
  switch (outcome.result) {
    case 'accepted':
      return { status: 'SENT', providerId: outcome.providerId };
    case 'refused':
      return { status: 'DEAD', error: outcome.reason, failures: failures + 1, maybeSent, reason: 'REFUSED' };
    case 'undecidable':
      // From here a person decides: when they send it again, it is sent.
      return {
        status: 'DEAD',
        error: outcome.reason,
        failures: failures + 1,
        maybeSent: false,
        reason: 'OUTCOME_UNKNOWN',
      };
    case 'later':
      // A provider that asks for a pause has not failed.
      if (outcome.pauseMs !== null)
        return { status: 'FAILED', error: outcome.reason, failures, maybeSent, dueInMs: outcome.pauseMs };
      return failed(outcome.reason, failures + 1, maybeSent, maxTries);
    case 'unknown':
      return failed(outcome.reason, failures + 1, true, maxTries);
    default:
      return outcome satisfies never;
  }
}

function failed(error: string, failures: number, maybeSent: boolean, maxTries: number): NextStatus {
  if (failures < maxTries)
    return { status: 'FAILED', error, failures, maybeSent, dueInMs: backoffMs(failures, pauses) };
  return { status: 'DEAD', error, failures, maybeSent, reason: maybeSent ? 'OUTCOME_UNKNOWN' : 'TRIES_USED_UP' };
}
