/** A sleep that can be cut short. A ring while nobody sleeps shortens the next sleep. */
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
        const awake = (): void => {
          clearTimeout(timer);
          sleeper = null;
          rung = false;
          resolve();
        };
        const timer = setTimeout(awake, ms);
        sleeper = { deaf, awake };
      });
    },
    ring({ evenDeaf = false } = {}) {
      rung = true;
      if (sleeper && (!sleeper.deaf || evenDeaf)) sleeper.awake();
    },
  };
}
