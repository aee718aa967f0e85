import { backoffMs, withJitter } from '@soko/retry';
import type { DeliveryEndReason, DeliveryStatus, PostResult } from './delivery.ts';
import type { DisabledReason } from './endpoint.ts';

const dayMs = 86_400_000;

/** Pauses between attempts. */
const pauses = { firstMs: 10_000, maxMs: dayMs };

/** State of a delivery and of its endpoint after an attempt. */
export interface NextDelivery {
  status: DeliveryStatus;
  failures: number;
  endReason: DeliveryEndReason | null;
  /** Pause before the next attempt in milliseconds. Null when the delivery has ended. */
  pauseMs: number | null;
  /** Reason for which the endpoint is disabled now. Null when it is not. */
  disable: DisabledReason | null;
}

interface Facts {
  result: PostResult;
  /** Failed attempts before this one. */
  failures: number;
  /** Time of the first failure since the endpoint's last success. */
  failingSince: Date | null;
  now: Date;
  maxTries: number;
  /** Time after which an endpoint that never succeeds is disabled. */
  disableMs: number;
  random?: () => number;
}

export const isSuccess = ({ responseCode }: Pick<PostResult, 'responseCode'>): boolean =>
  responseCode !== null && responseCode >= 200 && responseCode < 300;

/** A `Retry-After` in milliseconds: seconds, or a date. 0 without one, a day at most. */
export function retryAfterMs(text: string | null, now: Date): number {
  if (text === null) return 0;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - now.getTime();
  return Number.isFinite(ms) ? Math.min(dayMs, Math.max(0, ms)) : 0;
}

/** Decides how a delivery goes on after an attempt, and whether its endpoint is disabled. */
export function nextDelivery({
  result,
  failures,
  failingSince,
  now,
  maxTries,
  disableMs,
  random,
}: Facts): NextDelivery {
  const ended = { pauseMs: null, disable: null };
  if (isSuccess(result)) return { ...ended, status: 'DELIVERED', failures, endReason: null };
  const failed = failures + 1;
  const isLasting = failingSince !== null && now.getTime() - failingSince.getTime() >= disableMs;
  const disable = result.responseCode === 410 ? 'GONE' : isLasting ? 'FAILING' : null;
  if (disable !== null)
    return { status: 'FAILED', failures: failed, endReason: 'ENDPOINT_DISABLED', pauseMs: null, disable };
  if (failed >= maxTries) return { ...ended, status: 'FAILED', failures: failed, endReason: 'TRIES_USED_UP' };
  const pauseMs = Math.max(withJitter(backoffMs(failed, pauses), random), retryAfterMs(result.retryAfter, now));
  return { status: 'PENDING', failures: failed, endReason: null, pauseMs, disable: null };
}
