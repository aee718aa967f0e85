import type { Envelope } from '@soko/events';
import type { Logger } from '@soko/log';
import pg from 'pg';
import type { EventBus } from '../event-bus.ts';
import { onceItWorks } from '../once-it-works.ts';
import { appendEntries, type Entry } from './append.ts';
import { createConsumers } from './consumers.ts';
import { groupsWithDeadLetters, listDeadLetters, moveToReplay } from './dead-letters.ts';
import { groupLag } from './groups.ts';
import { readLog } from './read-log.ts';
import { createSchema } from './schema.ts';
import { ensureTopics } from './topics.ts';

export interface PostgresLogOptions {
  /** The log's database, which must exist; its tables are made when missing. */
  url: string;
  log: Logger;
  /** Partitions of topics that are created without saying how many. Default: 4. */
  partitions?: number;
  /** The floor under notifications, in ms. Default: 500. */
  pollMs?: number;
}

/** Entries in one append; more are appended in several, in order. */
const chunkSize = 1_000;

/**
 * The event bus in Postgres tables: what Soko uses when there is no Kafka. Nothing is sent before the first call; the
 * tables are made then.
 */
export function createPostgresLog(options: PostgresLogOptions): EventBus {
  const { log, partitions = 4, pollMs = 500 } = options;
  const pool = openPool(options);
  const consumers = createConsumers({ pool, log, pollMs, partitions });
  const ready = onceItWorks(() => createSchema(pool));
  const whenReady = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    await ready();
    return work();
  };

  return {
    ensureTopics: (names, { partitions: count = partitions } = {}) => whenReady(() => ensureTopics(pool, names, count)),
    publish: (topic, envelopes) => whenReady(() => publish(pool, topic, envelopes)),
    subscribe: (subscription) => whenReady(() => consumers.subscribe(subscription)),
    follow: (wanted) => whenReady(() => consumers.follow(wanted)),
    read: (topic, range) => whenReady(() => readLog(pool, topic, range)),
    groupsWithDeadLetters: () => whenReady(() => groupsWithDeadLetters(pool)),
    deadLetters: (wanted) => whenReady(() => listDeadLetters(pool, wanted)),
    replayDeadLetters: (wanted) => whenReady(() => moveToReplay(pool, wanted)),
    lag: (group) => whenReady(() => groupLag(pool, group)),
    async health() {
      await pool.query('SELECT 1');
    },
    async close() {
      await consumers.close();
      await pool.end();
    },
  };
}

function openPool({ url, log }: PostgresLogOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'soko-event-log',
    max: 5,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  pool.on('error', (error) => log.debug({ err: error }, 'an idle connection to the event log was lost'));
  // Also while a connection is in use, or being closed: what matters of it is the statement that fails.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

async function publish(pool: pg.Pool, topic: string, envelopes: readonly Envelope[]): Promise<void> {
  const entries = envelopes.map((event): Entry => ({ key: event.subject, value: JSON.stringify(event) }));
  for (let first = 0; first < entries.length; first += chunkSize) {
    await appendEntries(pool, topic, entries.slice(first, first + chunkSize));
  }
}
