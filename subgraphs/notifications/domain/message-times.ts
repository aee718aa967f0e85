/** Time that a process has for an attempt. Then another one takes the message over. */
export const leaseMs = 120_000;

/** Longest attempt, so that it ends before its lease. */
export const attemptMs = 90_000;

const hourMs = 3_600_000;

/** Time for which sending is tried. A message that is older says nothing new: none is sent after a long outage. */
export const sendWithinMs = 72 * hourMs;

/** True when a message is not sent any more: its code or link has expired, or it is old. */
export const isTooLate = ({ expiresAt, createdAt }: { expiresAt: Date | null; createdAt: Date }, now: Date): boolean =>
  now.getTime() >= Math.min(expiresAt?.getTime() ?? Infinity, createdAt.getTime() + sendWithinMs);
