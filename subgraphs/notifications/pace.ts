/** A limit of messages per second. */
export interface Pace {
  /** Number of messages that may begin now. */
  room(): number;
  /** Notes that a message begins. */
  begin(): void;
}

const secondMs = 1_000;

/** Allows `perSecond` messages to begin within any second. */
export function createPace(perSecond: number, now: () => number = () => performance.now()): Pace {
  /** Times at which the last messages began, in a ring: the next one replaces the oldest. */
  const begun = new Float64Array(perSecond).fill(-Infinity);
  let next = 0;
  return {
    room() {
      const since = now() - secondMs;
      let free = 0;
      while (free < perSecond && begun[(next + free) % perSecond]! <= since) free += 1;
      return free;
    },
    begin() {
      begun[next] = now();
      next = (next + 1) % perSecond;
    },
  };
}
