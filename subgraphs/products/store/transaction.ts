import type { Envelope } from '@soko/events';
import { type InboxClient, markProcessed } from '@soko/outbox';
import type pg from 'pg';

/** Runs `work` in one transaction. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
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
