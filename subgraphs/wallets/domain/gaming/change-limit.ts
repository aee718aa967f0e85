import type { LimitKind, LimitPeriod } from './limit.ts';

/** Time after which a higher limit, or none, can be confirmed. */
const coolingOffMs = 24 * 3_600_000;

/** Time after that in which it can be confirmed. */
const confirmableMs = 7 * 24 * 3_600_000;

/** A request for a higher limit, or for none, that waits for its confirmation. */
export interface PendingIncrease {
  id: string;
  /** Null: the limit is to be removed. */
  amountMinor: bigint | null;
  requestedAt: Date;
}

/** One limit of a user, whether it is set or not. */
export interface LimitName {
  userId: string;
  currency: string;
  kind: LimitKind;
  period: LimitPeriod;
}

export const confirmableAt = ({ requestedAt }: PendingIncrease): Date => new Date(requestedAt.getTime() + coolingOffMs);

export const confirmBefore = (pending: PendingIncrease): Date =>
  new Date(confirmableAt(pending).getTime() + confirmableMs);

/** True while a request can be confirmed, or will be. */
export const waits = (pending: PendingIncrease, now: Date): boolean => now < confirmBefore(pending);

/** True when `wanted` allows more than `current`. Null is no limit. */
const isLooser = (current: bigint | null, wanted: bigint | null): boolean =>
  current !== null && (wanted === null || wanted > current);

/**
 * What a wish for another limit changes. A first or lower limit holds at once and replaces any request that waits; a
 * higher one becomes such a request. A repeated wish keeps the first request and its time.
 */
export function decideLimit(
  { current, pending }: { current: bigint | null; pending: PendingIncrease | null },
  wanted: bigint | null,
  now: Date,
): 'apply' | 'request' | 'keep' {
  if (!isLooser(current, wanted)) return 'apply';
  return pending !== null && waits(pending, now) && pending.amountMinor === wanted ? 'keep' : 'request';
}
