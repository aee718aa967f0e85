import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

const pauseMs = 10;

/**
 * Waits until the rows that are in the outbox now have left it. True when they have; false after `timeoutMs`. Rows that the
 * event bus refused are not waited for.
 */
export async function waitUntilPublished(pool: pg.Pool, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  const { rows } = await pool.query<{ last: string | null }>({
    name: 'outbox-last',
    text: 'SELECT max(position) AS last FROM outbox WHERE sent_at IS NULL AND refused_at IS NULL',
  });
  const last = rows[0]!.last;
  if (last === null) return true;
  for (;;) {
    const { rows: left } = await pool.query({
      name: 'outbox-left',
      text: 'SELECT FROM outbox WHERE position <= $1 AND sent_at IS NULL AND refused_at IS NULL LIMIT 1',
      values: [last],
    });
    if (left.length === 0) return true;
    if (Date.now() + pauseMs > deadline) return false;
    await sleep(pauseMs);
  }
}
