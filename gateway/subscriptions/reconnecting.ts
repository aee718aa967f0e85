/** Pause before the first further connection, and the longest one. */
const firstPauseMs = 500;
const maxPauseMs = 30_000;

/**
 * A connection that held so long was a good one: the next pause is the first again. Proxies that cut every connection after a
 * while leave it longer.
 */
const stableMs = 10_000;

/** Decides for one subscription when a lost connection is made again. */
export interface Reconnecting {
  /** A connection is there. True when an earlier one was lost. */
  opened(): boolean;
  /** The pause before the next connection; null when there is none. */
  lost(): number | null;
}

/**
 * A lost connection is made again for `forMs`, with pauses that double. One that never was there is tried twice: its client
 * waits for a first message, and learns soon that there is none. A subgraph that accepts connections and ends them at once is
 * asked as rarely as one that accepts none.
 */
export function createReconnecting(
  forMs: number,
  { now = () => performance.now(), random = Math.random }: { now?: () => number; random?: () => number } = {},
): Reconnecting {
  let failures = 0;
  let wasOpen = false;
  let openedAt: number | null = null;
  let lostAt: number | null = null;
  return {
    opened() {
      const isAgain = wasOpen;
      wasOpen = true;
      openedAt = now();
      return isAgain;
    },
    lost() {
      if (openedAt !== null && now() - openedAt >= stableMs) {
        failures = 0;
        lostAt = null;
      }
      openedAt = null;
      lostAt ??= now();
      failures += 1;
      if (!wasOpen && failures > 1) return null;
      if (now() - lostAt > forMs) return null;
      const pause = Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(failures - 1, 16));
      // Many lose their connections at once when a subgraph starts again.
      return pause * (0.5 + random() / 2);
    },
  };
}
