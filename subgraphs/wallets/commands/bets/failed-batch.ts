import { requireSameInput } from '@soko/idempotency';
import type { Logger } from '@soko/log';
import { lacksConnection } from '@soko/postgres';
import { isOutage } from '@soko/retry';
import type pg from 'pg';
import type { PlaceBetResult } from '../../domain/bets/place-bet-result.ts';
import { findBets, findBetsByKeys } from '../../store/bets/find-bets.ts';
import type { FewAlone } from './few-alone.ts';
import { type BetRequest, placeAlone } from './place-alone.ts';
import { untilDoneOrSlow } from './until-done-or-slow.ts';

/** Why bets that were to be placed together were not. */
export const batchFailures = [
  'stake_refused',
  'key_used',
  'limit_reached',
  'no_connection',
  'connection_lost',
  'error',
] as const;

export type BatchFailure = (typeof batchFailures)[number];

/** Rolls the transaction of several bets back: what the facts promised was taken by somebody else meanwhile. */
export class NotTogether extends Error {
  override readonly name = 'NotTogether';
  readonly reason: BatchFailure;
  constructor(reason: BatchFailure) {
    super(`Bets were not placed together: ${reason}`);
    this.reason = reason;
  }
}

/** What looking a bet up uses of its process. */
export interface LookUpServices {
  pool: pg.Pool;
  log: Logger;
}

/** What placing bets together uses of its process. */
export interface BatchServices extends LookUpServices {
  /** Places the bets that cannot be placed with others. */
  alone: FewAlone;
  /** Counts a transaction of several bets that failed. */
  countFailure: (reason: BatchFailure) => void;
}

/** Milliseconds for which the next batch waits for the bets of a failed one. */
const slowMs = 100;

/** Places a bet in a transaction of its own. When its connection is lost, the bet is looked up: it may be saved all the same. */
export async function placeAloneOrFind({ pool, log }: LookUpServices, request: BetRequest): Promise<PlaceBetResult> {
  try {
    return await placeAlone(request);
  } catch (error) {
    // Without a connection, nothing was sent.
    if (!isOutage(error) || lacksConnection(error)) throw error;
    log.warn({ err: error, bets: 1 }, 'the connection of bets was lost');
    const [found] = await findPlaced(pool, [request], error);
    return found!;
  }
}

/**
 * The results of bets whose transaction failed: each is placed alone. Throws when no connection was free in time: there is none for
 * them alone either, and nothing was sent.
 */
export async function afterFailure(
  services: BatchServices,
  requests: readonly BetRequest[],
  error: unknown,
): Promise<Promise<PlaceBetResult>[]> {
  const { pool, log, alone, countFailure } = services;
  const bets = requests.length;
  if (lacksConnection(error)) {
    countFailure('no_connection');
    log.warn({ err: error, bets }, 'there was no connection for bets');
    throw error;
  }
  if (isOutage(error)) {
    countFailure('connection_lost');
    log.warn({ err: error, bets }, 'the connection of bets was lost');
    return findPlaced(pool, requests, error);
  }
  if (error instanceof NotTogether) {
    countFailure(error.reason);
    log.info({ reason: error.reason, bets }, 'bets were not placed together');
  } else {
    countFailure('error');
    log.warn({ err: error, bets }, 'bets were not placed together');
  }
  const results = requests.map((request) => alone.place(request));
  await untilDoneOrSlow(results, slowMs);
  return results;
}

/**
 * A transaction whose connection was lost may be saved all the same: asks once which of its bets there are. The others may be on
 * their way, so that they fail with `lost`.
 */
async function findPlaced(
  pool: pg.Pool,
  requests: readonly BetRequest[],
  lost: unknown,
): Promise<Promise<PlaceBetResult>[]> {
  const placed = await findBetsByKeys(pool, requests).catch(() => {
    throw lost;
  });
  const bets = await findBets(
    pool,
    placed.map(({ id }) => id),
  );
  const byId = new Map(bets.map((bet) => [bet.id, bet]));
  return requests.map(async ({ userId, key, inputHash }) => {
    const earlier = placed.find((each) => each.userId === userId && each.key === key);
    if (earlier === undefined) throw lost;
    requireSameInput(earlier.inputHash, inputHash);
    return byId.get(earlier.id)!;
  });
}
