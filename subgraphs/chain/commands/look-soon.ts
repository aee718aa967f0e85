import type { Hex } from '../providers/chain.ts';
import type { ChainServices } from '../services.ts';
import type { CallQueue } from './call-queue.ts';

/** Transactions that may wait for a look. The job looks at what is left out. */
const maxWaiting = 1_000;

/** Transactions of one look. */
const atOnce = 100;

/** Looks at transactions soon, one look at a time, however many callbacks come. */
export function createLookSoon({ log }: Pick<ChainServices, 'log'>, queue: Pick<CallQueue, 'lookAt'>) {
  const waiting = new Set<Hex>();
  let looking: Promise<void> | null = null;
  let isEnded = false;

  async function look(): Promise<void> {
    while (waiting.size > 0 && !isEnded) {
      const hashes = [...waiting].slice(0, atOnce);
      for (const hash of hashes) waiting.delete(hash);
      await queue.lookAt(hashes).catch((error: unknown) => {
        log.warn({ err: error }, 'could not look at transactions that a callback named; the job does');
      });
    }
  }

  return {
    at(hashes: readonly Hex[]): void {
      for (const hash of hashes) if (waiting.size < maxWaiting) waiting.add(hash);
      looking ??= look().finally(() => {
        looking = null;
      });
    },
    /** Takes up no more, and waits for the look that is under way. */
    async end(): Promise<void> {
      isEnded = true;
      await looking;
    },
  };
}

export type LookSoon = ReturnType<typeof createLookSoon>;
