import type { Envelope } from '@soko/events';
import { type InboxClient, markProcessed } from '@soko/outbox';
import type pg from 'pg';

/** Serialization failure and deadlock: what was undone may be tried again. */
const passing = new Set(['40001', '40P01']);

const isPassing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && passing.has(error.code);

const mostTries = 5;

/** Runs `work` again, a little later, when Postgres gave it up for the sake of others. */
export async function untilItPasses<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || tries === mostTries) throw error;
      await new Promise((later) => setTimeout(later, Math.random() * 20 * tries));
    }
  }
}

async function once<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Runs `work` in one transaction, and again when it met a deadlock. Who locks several kinds of rows locks reservations
 * first, then packages, then deliveries, then stock by variant, so that deadlocks stay rare.
 */
export const inTransaction = <T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
  untilItPasses(() => once(pool, work));

const inboxOf = (client: pg.PoolClient): InboxClient => ({
  async $executeRaw(strings, ...values) {
    const text = strings.reduce((sql, part, index) => `${sql}$${index}${part}`);
    return (await client.query(text, values)).rowCount ?? 0;
  },
});

/** Runs the effect of an event, unless `group` has had it before: both are noted in one transaction. */
export const onceOnly = (
  pool: pg.Pool,
  group: string,
  event: Envelope,
  effect: (client: pg.PoolClient) => Promise<void>,
): Promise<void> =>
  inTransaction(pool, async (client) => {
    if (await markProcessed(inboxOf(client), group, event.id)) await effect(client);
  });
