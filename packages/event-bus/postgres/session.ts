import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { channel } from './channel.ts';

/**
 * One connection kept for as long as it lives: it holds the advisory locks of everything this process consumes, and
 * whatever needs those locks is sent over it, so that a process that lost its locks cannot commit either.
 */
export interface Session {
  query<Row extends QueryResultRow>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>;
  close(): void;
}

/** A server that does not answer within this time is treated as gone. */
const answerTimeoutMs = 15_000;

/** Opens a session; `onNews` is called when something was published, or when the connection is lost. */
export async function openSession(pool: Pool, onNews: () => void): Promise<Session> {
  const client = await pool.connect();
  client.on('notification', onNews);
  client.on('error', onNews);
  client.on('end', onNews);
  const session = sessionOver(client, onNews);
  try {
    await session.query('listen', `LISTEN ${channel}`, []);
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

function sessionOver(client: PoolClient, onNews: () => void): Session {
  return {
    async query<Row extends QueryResultRow>(name: string, text: string, values: readonly unknown[]) {
      const query = { name, text, values: [...values], query_timeout: answerTimeoutMs };
      const result = await client.query<Row>(query);
      return result.rows;
    },
    close() {
      client.off('notification', onNews);
      client.off('end', onNews);
      client.release(true);
    },
  };
}
