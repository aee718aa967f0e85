/** A sleep that can be cut short. A ring that nobody hears shortens the next sleep. */
export interface Alarm {
  /** Returns after `ms`, or when it rings. A deaf sleeper hears only what is meant for the deaf. */
  sleep(ms: number, options?: { deaf?: boolean }): Promise<void>;
  ring(options?: { evenDeaf?: boolean }): void;
}

export function createAlarm(): Alarm {
  let rung = false;
  let sleeper: { deaf: boolean; awake: () => void } | null = null;
  return {
    sleep(ms, { deaf = false } = {}) {
      if (rung && !deaf) {
        rung = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          sleeper = null;
          if (!deaf) rung = false;
          resolve();
        };
        const timer = setTimeout(end, ms);
        sleeper = { deaf, awake: end };
      });
    },
    ring({ evenDeaf = false } = {}) {
      rung = true;
      if (sleeper && (!sleeper.deaf || evenDeaf)) sleeper.awake();
    },
  };
}
