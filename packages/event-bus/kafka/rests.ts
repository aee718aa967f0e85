/** The message a partition is stuck on, and the timers that let paused partitions go on. */
export interface Rests {
  /** Which attempt at this message comes now. */
  attempt(lane: string, offset: string): number;
  /** Counts a failure and calls `resume` after `ms`. */
  rest(lane: string, failed: { offset: string; attempt: number; ms: number }, resume: () => void): void;
  done(lane: string): void;
  close(): void;
}

export function createRests(): Rests {
  const stuck = new Map<string, { offset: string; attempt: number }>();
  const timers = new Set<NodeJS.Timeout>();
  return {
    attempt: (lane, offset) => {
      const last = stuck.get(lane);
      return last?.offset === offset ? last.attempt + 1 : 1;
    },
    rest(lane, { offset, attempt, ms }, resume) {
      stuck.set(lane, { offset, attempt });
      const timer = setTimeout(() => {
        timers.delete(timer);
        resume();
      }, ms);
      timers.add(timer);
    },
    done: (lane) => void stuck.delete(lane),
    close: () => timers.forEach((timer) => clearTimeout(timer)),
  };
}
