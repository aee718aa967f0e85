import { serviceUnavailable } from '@soko/errors';
import { inTransaction, type Queryable } from '@soko/postgres';
import pLimit, { type LimitFunction } from 'p-limit';
import type pg from 'pg';

/** Milliseconds after which Postgres ends a statement that reads contacts by a query. */
const longestMs = 2_000;

/** Statements of queries at the same time, and those that wait for them, in this process. Other work needs connections as well. */
const [atOnce, mostWaiting] = [2, 20];

/** Postgres ended the statement: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const tookTooLong = '57014';

const queues = new WeakMap<pg.Pool, LimitFunction>();

function queueOf(pool: pg.Pool): LimitFunction {
  const queue = queues.get(pool) ?? pLimit(atOnce);
  queues.set(pool, queue);
  return queue;
}

const refusal = () =>
  serviceUnavailable(
    'These contacts cannot be read by a query now: they are too many for it. Ask for fewer segments at a time, or with fewer conditions.',
  );

/**
 * Reads contacts by a query of a segment: for two seconds at most, and a few at a time. A query that is slow in a large store
 * must not take the connections that people need to log in.
 */
export async function withinBounds<Result>(pool: pg.Pool, read: (tx: Queryable) => Promise<Result>): Promise<Result> {
  const queue = queueOf(pool);
  if (queue.pendingCount >= mostWaiting) throw refusal();
  try {
    return await queue(() =>
      inTransaction(pool, async (tx) => {
        await tx.query(`SET LOCAL statement_timeout = ${longestMs}`);
        return read(tx);
      }),
    );
  } catch (error) {
    throw (error as { code?: unknown }).code === tookTooLong ? refusal() : error;
  }
}
