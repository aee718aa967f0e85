import { createClient } from '@redis/client';
import type { Logger } from '@soko/log';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { countWith } from './count-with.ts';
import { digestOf } from './digest.ts';
import type { LimitStore } from './store.ts';
import { within } from './within.ts';

const connectTimeoutMs = 1_000;
const answerTimeoutMs = 250;

export interface RedisStore extends LimitStore {
  close(): void;
}

interface Connection {
  /** The counters; rejects when Redis cannot be reached. */
  store: Promise<LimitStore>;
  close(): void;
}

function connect(url: string, log: Logger): Connection {
  const client = createClient({
    url,
    // Commands are refused, and not kept, while there is no connection.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: connectTimeoutMs,
      reconnectStrategy: false,
    },
  });
  const limiter = new RateLimiterRedis({
    storeClient: client,
    useRedisPackage: true,
    points: 0,
    duration: 0,
    keyPrefix: 'soko:limits',
  });
  const counters = countWith(limiter, digestOf);
  const store = new Promise<LimitStore>((resolve, reject) => {
    client.once('ready', () => resolve(counters));
    client.on('error', (error: unknown) => {
      log.debug({ err: error }, 'lost the connection to Redis');
      reject(error);
    });
    client.connect().catch(reject);
  });
  store.catch(() => {});
  return {
    store,
    close: () => client.destroy(),
  };
}

/**
 * Counts in Redis. It connects when first used. A count fails when Redis cannot be reached or does not answer in time;
 * the next one connects again.
 */
export function createRedisStore(url: string, log: Logger): RedisStore {
  let connection: Connection | null = null;
  const drop = (): void => {
    connection?.close();
    connection = null;
  };
  const run = async <T>(work: (store: LimitStore) => Promise<T>): Promise<T> => {
    connection ??= connect(url, log);
    const current = connection;
    try {
      const store = await within(connectTimeoutMs, current.store);
      return await within(answerTimeoutMs, work(store));
    } catch (error) {
      // It is replaced, also when it is open but silent.
      if (current === connection) drop();
      throw error;
    }
  };
  return {
    add: (additions) => run((store) => store.add(additions)),
    subtract: (additions) => run((store) => store.subtract(additions)),
    clear: (id) => run((store) => store.clear(id)),
    close: drop,
  };
}
