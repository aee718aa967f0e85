import { retry } from '@soko/retry';
import pg from 'pg';

/** Time in which a server must accept a connection, in milliseconds. */
const connectTimeoutMs = 10_000;

/** Time for which a server that starts or accepts no connections is tried again, in milliseconds. */
const startsWithinMs = 30_000;

/** The server is there and will accept connections soon: it starts or stops (57P), is full (53300), or is locked for now. */
const isStarting = (error: unknown): boolean => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return /^(57P0[1-3]|53300)$/.test(String(code)) || String(message).endsWith('is not currently accepting connections');
};

/**
 * Opens one connection in bounded time. A server that still starts is tried again for 30 seconds. A connection that is lost
 * rejects its statement and writes nothing to stderr.
 */
export const connect = (options: pg.ClientConfig): Promise<pg.Client> =>
  retry(
    async () => {
      const client = new pg.Client({ connectionTimeoutMillis: connectTimeoutMs, ...options });
      client.on('error', () => {});
      try {
        await client.connect();
        return client;
      } catch (error) {
        await client.end().catch(() => {});
        throw error;
      }
    },
    { tries: Infinity, timeoutMs: startsWithinMs, isPassing: isStarting, firstMs: 200, maxMs: 2_000 },
  );
