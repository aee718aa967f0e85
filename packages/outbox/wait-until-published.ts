import { pollUntil } from '@soko/retry';
import type pg from 'pg';

/**
 * Waits until the rows that are in the outbox now have left it. True when they have; false after `timeoutMs`. Rows that the
 * event bus refused are not waited for.
 */
export async function waitUntilPublished(pool: pg.Pool, timeoutMs: number): Promise<boolean> {
  const { rows } = await pool.query<{ last: string | null }>({
    name: 'outbox-last',
    text: 'SELECT max(position) AS last FROM outbox WHERE sent_at IS NULL AND refused_at IS NULL',
  });
  const { last } = rows[0]!;
  if (last === null) return true;
  const isPublished = async (): Promise<boolean> => {
    const { rows: left } = await pool.query({
      name: 'outbox-left',
      text: 'SELECT FROM outbox WHERE position <= $1 AND sent_at IS NULL AND refused_at IS NULL LIMIT 1',
      values: [last],
    });
    return left.length === 0;
  };
  return (await pollUntil(isPublished, Boolean, { timeoutMs, maxMs: 20 })) === true;
}
