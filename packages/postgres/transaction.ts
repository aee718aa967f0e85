import { conflict } from '@soko/errors';
import { retry } from '@soko/retry';
import { inSpan, SpanKind } from '@soko/tracing';
import type pg from 'pg';
import { holdingConnection } from './nesting.ts';

/** The row was changed by another transaction since it was read. Throw it to have the transaction run again. */
export class StaleVersion extends Error {
  override readonly name = 'StaleVersion';
}

/** Serialization failure and deadlock: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const collisions = /^(40001|40P01)$/;

/** Prisma has a code of its own for some collisions, and passes others on in the text of a failed statement. */
function isCollision(error: unknown): boolean {
  if (error instanceof StaleVersion) return true;
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as { code?: unknown; meta?: unknown };
  if (code === 'P2034' || collisions.test(String(code))) return true;
  return String(code).startsWith('P') && /\b(40001|40P01)\b/.test(JSON.stringify(meta ?? '') + error.message);
}

const maxTries = 5;

/**
 * Calls `work` again, a little later, when it collided with another transaction: a deadlock, a serialization failure, or
 * a `StaleVersion`. After five collisions it throws CONFLICT. `work` must begin its own transaction.
 */
export async function retryCollisions<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await retry(work, { tries: maxTries, isPassing: isCollision, firstMs: 15, maxMs: 100 });
  } catch (error) {
    throw isCollision(error) ? conflict('Another request changed this at the same time. Try again.') : error;
  }
}

/** One span for each try. */
const traced = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } };

async function runOnce<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    // Awaited: a statement that is sent with it would be saved alone if BEGIN is cancelled.
    await client.query('BEGIN');
    const result = await holdingConnection(() => work(client));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // A connection that cannot roll back is of no use to the next caller: the pool replaces it.
    await client.query('ROLLBACK').catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Runs `work` in one transaction, and again from the start when it collided with another (see `retryCollisions`). All
 * effects of `work` must be in the transaction. Lock rows of several kinds always in the same order, so that deadlocks
 * stay rare.
 */
export const inTransaction = <T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> =>
  retryCollisions(() => inSpan('transaction', traced, () => runOnce(pool, work)));

/** The part of a generated Prisma client that runs transactions. */
export interface PrismaTransactions<Tx> {
  $transaction<T>(work: (tx: Tx) => Promise<T>, options?: { maxWait?: number; timeout?: number }): Promise<T>;
}

/** `inTransaction` for a Prisma client: the pool decides how long it waits for a connection. It rolls back after 15 s. */
export const prismaTransaction = <Tx, T>(db: PrismaTransactions<Tx>, work: (tx: Tx) => Promise<T>): Promise<T> =>
  retryCollisions(() =>
    inSpan('transaction', traced, () =>
      db.$transaction((tx) => holdingConnection(() => work(tx)), { maxWait: 60_000, timeout: 15_000 }),
    ),
  );
