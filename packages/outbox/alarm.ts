/** A sleep that can be ended early. A ring while no one sleeps ends the next sleep at once. */
export interface Alarm {
  /** Returns after `ms`, or when it rings. An exclusive sleep ignores ordinary rings. */
  sleep(ms: number, options?: { exclusive?: boolean }): Promise<void>;
  ring(options?: { endExclusive?: boolean }): void;
}

export function createAlarm(): Alarm {
  let rung = false;
  let sleeper: { exclusive: boolean; awake: () => void } | null = null;
  return {
    sleep(ms, { exclusive = false } = {}) {
      if (rung && !exclusive) {
        rung = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          sleeper = null;
          if (!exclusive) rung = false;
          resolve();
        };
        const timer = setTimeout(end, ms);
        sleeper = { exclusive, awake: end };
      });
    },
    ring({ endExclusive = false } = {}) {
      rung = true;
      if (sleeper && (!sleeper.exclusive || endExclusive)) sleeper.awake();
    },
  };
}
