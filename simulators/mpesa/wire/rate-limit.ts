import type { Simulator } from '../simulator.ts';

/** True for a call beyond the calls per second of the settings, in real time. */
export function createRateLimit({ settings }: Simulator): () => boolean {
  let second = 0;
  let calls = 0;
  return () => {
    const now = Math.floor(Date.now() / 1_000);
    calls = now === second ? calls + 1 : 1;
    second = now;
    return calls > settings().tps;
  };
}
