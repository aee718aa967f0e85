import type pg from 'pg';
import { until } from '@soko/testing';

/** What `send` returns when it had to wait for the lock that `lock` takes on `key`, and `change` happened meanwhile. */
export async function whileWaiting<Sent>(
  pool: pg.Pool,
  lock: string,
  key: string,
  send: () => Promise<Sent>,
  change: () => Promise<void>,
): Promise<Sent> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(lock, [key]);
    const late = send();
    await until('the message waits for the lock', async () => {
      const { rows } = await pool.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length === 1;
    });
    await change();
    await client.query('COMMIT');
    return await late;
  } finally {
    client.release();
  }
}
