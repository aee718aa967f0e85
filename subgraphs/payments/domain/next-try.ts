/** A try to return money that Soko makes by itself. */
export interface Try {
  key: string;
  hasFailed: boolean;
  /** Reason of the failure. */
  failure: string | null;
  at: Date;
}

export type NextTry =
  /** Make it, or find its result, under this key. */
  | { kind: 'due'; key: string }
  | { kind: 'postponed'; until: Date }
  /** All tries have failed, so that people must return the money. */
  | { kind: 'given_up'; failure: string };

/** Pauses after each failed try, in milliseconds. After the last of them one more try is made. */
const pausesMs = [60_000, 600_000, 3_600_000, 21_600_000];

/**
 * The next try to return money, after those of `earlier`, oldest first. A failed one is followed by another with a key of its own,
 * because a key has one result for good.
 */
export function nextTry(firstKey: string, earlier: readonly Try[], now: Date): NextTry {
  const last = earlier.at(-1);
  if (last === undefined) return { kind: 'due', key: firstKey };
  if (!last.hasFailed) return { kind: 'due', key: last.key };
  const pauseMs = pausesMs[earlier.length - 1];
  if (pauseMs === undefined) return { kind: 'given_up', failure: last.failure ?? 'The provider could not return it.' };
  const until = new Date(last.at.getTime() + pauseMs);
  return now >= until ? { kind: 'due', key: `${firstKey}:${earlier.length + 1}` } : { kind: 'postponed', until };
}

/** True for the key of a try whose first key this is. */
export const isTryOf = (firstKey: string, key: string): boolean => key === firstKey || key.startsWith(`${firstKey}:`);
