/** A clock that runs with the real one and can be put forward, as a provider's test clock can. Never back. */
export interface VirtualClock {
  now(): Date;
  /** How far it is ahead of the real clock, in milliseconds. */
  aheadMs(): number;
  advance(ms: number): void;
  /** Calls `listener` after every jump, and answers how to stop. */
  onJump(listener: () => void): () => void;
}

export function createVirtualClock(options: { aheadMs?: number; realNow?: () => number } = {}): VirtualClock {
  const { realNow = Date.now } = options;
  let aheadMs = options.aheadMs ?? 0;
  const listeners = new Set<() => void>();
  return {
    now: () => new Date(realNow() + aheadMs),
    aheadMs: () => aheadMs,
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) throw new RangeError('A clock only goes forward.');
      aheadMs += ms;
      for (const listener of listeners) listener();
    },
    onJump(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
