/** A clock that runs with the real one and can be moved forward, never back, like a provider's test clock. */
export interface VirtualClock {
  now(): Date;
  /** Lead over the real clock, in milliseconds. */
  aheadMs(): number;
  advance(ms: number): void;
  /** Calls `listener` after every jump. Returns a function that stops this. */
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
      if (!Number.isFinite(ms) || ms < 0) throw new RangeError('The clock can only be moved forward.');
      aheadMs += ms;
      for (const listener of listeners) listener();
    },
    onJump(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
