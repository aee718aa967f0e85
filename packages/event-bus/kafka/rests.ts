import { noTries, type Tries } from '../retry-policy.ts';

/** The failing message of each paused partition, and the timers that resume partitions. */
export interface Rests {
  /** Attempts with this message so far. */
  tries(lane: string, offset: string): Tries;
  /** Saves the attempts and calls `resume` after `ms`. */
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
