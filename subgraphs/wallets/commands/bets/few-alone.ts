import { lacksConnection } from '@soko/postgres';
import pLimit from 'p-limit';
import type { PlaceBetResult } from '../../domain/bets/place-bet-result.ts';
import type { BetRequest } from './place-alone.ts';

/** Places bets in transactions of their own, a few of all bets of this process at once. */
export interface FewAlone {
  place(request: BetRequest): Promise<PlaceBetResult>;
  /** A further bet has to wait for another. */
  isFull(): boolean;
}

export interface FewAloneRules {
  /** Bets at the same time. Each may wait for a lock, and other work needs connections as well. */
  most: number;
  /** Bets that wait for them. A further one is refused. */
  mostWaiting: number;
  /** Milliseconds after its arrival in which a bet begins. Later its client has given up, and it is refused. */
  waitMs: number;
  /** The error of a bet that is refused. */
  refusal: () => Error;
  /** The clock of `BetRequest.since`. */
  now?: () => number;
}

/** When no connection becomes free in time, the bets that wait are refused at once: each of them would wait for one as long. */
export function createFewAlone(
  placeOne: (request: BetRequest) => Promise<PlaceBetResult>,
  { most, mostWaiting, waitMs, refusal, now = () => performance.now() }: FewAloneRules,
): FewAlone {
  const limit = pLimit({ concurrency: most, rejectOnClear: true });
  async function begin(request: BetRequest): Promise<PlaceBetResult> {
    if (now() - request.since > waitMs) throw refusal();
    try {
      return await placeOne(request);
    } catch (error) {
      if (lacksConnection(error)) limit.clearQueue();
      throw error;
    }
  }
  const isCleared = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

  return {
    place: (request) =>
      new Promise((resolve, reject) => {
        if (limit.pendingCount >= mostWaiting) {
          reject(refusal());
          return;
        }
        // Also while those before it wait for locks, so that no slot becomes free.
        let isRefused = false;
        const refuse = (): void => {
          isRefused = true;
          reject(refusal());
        };
        const timer = setTimeout(refuse, waitMs - (now() - request.since));
        limit(() => {
          clearTimeout(timer);
          if (isRefused) throw refusal();
          return begin(request);
        }).then(resolve, (error: unknown) => {
          clearTimeout(timer);
          reject(isCleared(error) ? refusal() : error);
        });
      }),
    isFull: () => limit.activeCount + limit.pendingCount >= most,
  };
}
