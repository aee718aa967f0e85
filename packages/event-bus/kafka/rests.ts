import { noTries, type Tries } from '../retry-policy.ts';

/** The message that a partition is stuck on, and the timers that let paused partitions go on. */
export interface Rests {
  /** What was tried with this message so far. */
  tries(lane: string, offset: string): Tries;
  /** Keeps what was tried and calls `resume` after `ms`. */
  rest(lane: string, stuck: { offset: string; tries: Tries; ms: number }, resume: () => void): void;
  done(lane: string): void;
  close(): void;
}

export function createRests(): Rests {
  const stuck = new Map<string, { offset: string; tries: Tries }>();
  const timers = new Set<NodeJS.Timeout>();
  return {
    tries: (lane, offset) => {
      const last = stuck.get(lane);
      return last?.offset === offset ? last.tries : noTries;
    },
    rest(lane, { offset, tries, ms }, resume) {
      stuck.set(lane, { offset, tries });
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
