import { serviceUnavailable } from '@soko/errors';
import type { Logger } from '@soko/log';
import { lacksConnection } from '@soko/postgres';
import type pg from 'pg';
import type { PlaceBetResult, RunningBet } from '../../domain/bets/place-bet-result.ts';
import { inBatches } from './bet-queue.ts';
import { createFewAlone } from './few-alone.ts';
import { type BatchFailure, batchFailures, placeAloneOrFind } from './failed-batch.ts';
import type { BetRequest } from './place-alone.ts';
import { placeTogether } from './place-together.ts';

/** The bets that are being placed in this process. */
export interface Placing {
  /** Calls of `placeBet`, by user and key: a repeat waits here, where it occupies no connection. */
  running: Map<string, RunningBet>;
  place: (request: BetRequest) => Promise<PlaceBetResult>;
  /** Transactions of several bets that failed since the start, by reason. */
  failures: ReadonlyMap<BatchFailure, number>;
}

/**
 * Two lanes: while the database places the bets of one batch, this process reads the requests of the other. More lanes make
 * smaller batches, which cost more for each bet.
 */
const lanes = 2;

/** Bets of one transaction. All their users wait until it ends. */
const size = 16;

/** Bets that wait at most, and for how long: as long as a request waits for a connection of the pool. */
const most = 1_000;
const waitMs = 5_000;

/** Bets that are placed alone at the same time: one connection at least stays for other work, and for a batch in each lane. */
const mostAlone = ({ options }: pg.Pool): number => Math.max(1, Math.min(4, options.max - lanes - 1));

export function createPlacing(services: { pool: pg.Pool; log: Logger }): Placing {
  const failures = new Map(batchFailures.map((reason) => [reason, 0]));
  const countFailure = (reason: BatchFailure): void => void failures.set(reason, failures.get(reason)! + 1);
  const rules = { waitMs, refusal: serviceUnavailable };
  const alone = createFewAlone((request) => placeAloneOrFind(services, request), {
    ...rules,
    most: mostAlone(services.pool),
    mostWaiting: most,
  });
  return {
    running: new Map(),
    place: inBatches((requests) => placeTogether({ ...services, alone, countFailure }, requests), {
      ...rules,
      lanes,
      size,
      ownerOf: ({ userId }) => userId,
      kindOf: ({ wanted }) => wanted.currency,
      alone: (request) => alone.place(request),
      stopsAll: lacksConnection,
      most,
    }),
    failures,
  };
}
