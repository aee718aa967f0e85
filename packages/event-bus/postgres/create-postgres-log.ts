import type { Envelope } from '@soko/events';
import type { Logger } from '@soko/log';
import { SpanKind, traceEvents } from '@soko/tracing';
import pg from 'pg';
import { type EventBus, RefusedEvents } from '../event-bus.ts';
import { onceItWorks } from '../once-it-works.ts';
import { appendEntries, type Entry } from './append.ts';
import { createConsumers } from './consumers.ts';
import { countDeadLetters, groupsWithDeadLetters, listDeadLetters, moveToReplay } from './dead-letters.ts';
import { findEnds, groupLag, hasHandled, waitForGroup } from './groups.ts';
import { pruneLog } from './prune-log.ts';
import { readLog } from './read-log.ts';
import { createSchema } from './schema.ts';
import { ensureTopics } from './topics.ts';

export interface PostgresLogOptions {
  /** The database of the log, which must exist. Missing tables are created. */
  url: string;
  log: Logger;
  /** Number of partitions of new topics, unless given. Default: 4. */
  partitions?: number;
  /** Time between polls in milliseconds, in case a notification is lost. Default: 500. */
  pollMs?: number;
}

const sending = { kind: SpanKind.PRODUCER, attributes: { 'messaging.system': 'postgres' } };

/** Entries in one append. More entries are appended by several, in order. */
const chunkSize = 1_000;

/**
 * The event bus in Postgres tables, for installations without Kafka. It connects at the first call and creates missing
 * tables then.
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
    publish: (topic, envelopes) =>
      whenReady(() => traceEvents('send', envelopes, sending, () => publish(pool, topic, envelopes))),
    subscribe: (subscription) => whenReady(() => consumers.subscribe(subscription)),
    follow: (wanted) => whenReady(() => consumers.follow(wanted)),
    read: (topic, range) => whenReady(() => readLog(pool, topic, range)),
    groupsWithDeadLetters: () => whenReady(() => groupsWithDeadLetters(pool)),
    countDeadLetters: (groups) => whenReady(() => countDeadLetters(pool, groups)),
    deadLetters: (wanted) => whenReady(() => listDeadLetters(pool, wanted)),
    replayDeadLetters: (wanted) => whenReady(() => moveToReplay(pool, wanted)),
    lag: (group) => whenReady(() => groupLag(pool, group)),
    waitForGroup: (wanted) => whenReady(() => waitForGroup(pool, wanted)),
    ends: (topics) => whenReady(() => findEnds(pool, topics)),
    hasHandled: (group, ends) => whenReady(() => hasHandled(pool, group, ends)),
    longestLifeMs: () => Promise.resolve(0),
    prune: (before) => whenReady(() => pruneLog(pool, before)),
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
  pool.on('error', (error) => log.debug({ err: error }, 'lost an idle connection to the event log'));
  // Also for connections in use or being closed. Their failing statement reports the error.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

async function publish(pool: pg.Pool, topic: string, envelopes: readonly Envelope[]): Promise<void> {
  const entries = envelopes.map((event): Entry => ({ key: event.subject, value: JSON.stringify(event) }));
  for (let first = 0; first < entries.length; first += chunkSize) {
    await appendEntries(pool, topic, entries.slice(first, first + chunkSize)).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
      throw new RefusedEvents(`Postgres refused events of ${topic}: ${(error as Error).message}`, { cause: error });
    });
  }
}

/** SQLSTATE classes 22 (data exception) and 54 (program limit exceeded): the same values fail again. */
const isRefusal = (error: unknown): boolean => /^(22|54)/.test(String((error as { code?: unknown }).code));
