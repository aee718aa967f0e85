import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { channel } from './channel.ts';

/**
 * One connection that holds the advisory locks of all lanes of this process. Statements that need the locks are sent over
 * it, so a process that lost its locks cannot commit.
 */
export interface Session {
  query<Row extends QueryResultRow>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>;
  close(): void;
}

/** Time after which a server that does not respond is treated as lost. */
const answerTimeoutMs = 15_000;

/** Opens a session. `onNews` is called with the topic when events were published, and with null when the
 * connection is lost. */
export async function openSession(pool: Pool, onNews: (topic: string | null) => void): Promise<Session> {
  const client = await pool.connect();
  const onNotification = ({ payload }: { payload?: string | undefined }): void => onNews(payload || null);
  const onLoss = (): void => onNews(null);
  client.on('notification', onNotification);
  client.on('error', onLoss);
  client.on('end', onLoss);
  const session = sessionOver(client, () => {
    client.off('notification', onNotification);
    client.off('end', onLoss);
  });
  try {
    await session.query('listen', `LISTEN ${channel}`, []);
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

function sessionOver(client: PoolClient, stopListening: () => void): Session {
  return {
    async query<Row extends QueryResultRow>(name: string, text: string, values: readonly unknown[]) {
      const query = { name, text, values: [...values], query_timeout: answerTimeoutMs };
      const result = await client.query<Row>(query);
      return result.rows;
    },
    close() {
      stopListening();
      client.release(true);
    },
  };
}
