import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope } from '@soko/events';
import type { Logger } from '@soko/log';
import { backoffMs, isOutage, within } from '@soko/retry';
import type { Queryable } from '@soko/postgres';
import { SpanKind, traceEvents } from '@soko/tracing';
import pg from 'pg';
import { createAlarm } from './alarm.ts';

/**
 * The part of the event bus a relay needs. An error named `RefusedEvents` says that the bus never takes at least one of
 * these events; after any other error they are published again.
 */
export interface Publisher {
  publish(topic: string, events: Envelope[]): Promise<void>;
}

export interface Relay {
  /** Publishes all waiting rows, and returns when none is left. For tests and for a clean stop. */
  drain(): Promise<void>;
  /** Makes the relay look for new rows now rather than at its next poll. Costs nothing. */
  wake(): void;
  /** Number of rows that wait, the age of the oldest in milliseconds, and the number of rows that the bus refused. */
  backlog(): Promise<{ rows: number; oldestMs: number; refused: number }>;
  close(): Promise<void>;
}

interface Options {
  /** A pool on the subgraph's database. The relay keeps one connection of its own outside it. */
  connectionString: string;
  pool: pg.Pool;
  publisher: Publisher;
  log: Logger;
  pollMs?: number;
  /** Pause after each batch, in milliseconds. Rows written during it are published together. */
  pauseMs?: number;
  batch?: number;
  /** Time in milliseconds for which published rows are kept for inspection. Default: 0, they are deleted at once. */
  keepSentMs?: number;
}

/** One relay per database leads. The others wait for its lock. */
const leaderLock = 0x50c0_0001;

/** Waits for the database are bounded: another process may lead meanwhile. */
const connectTimeoutMs = 5_000;
const queryTimeoutMs = 15_000;
const closeTimeoutMs = 1_000;

/** Pause of a topic that cannot be published while others can. */
const topicRest = { firstMs: 500, maxMs: 30_000 };

interface Row {
  position: string;
  id: string;
  aggregatetype: string;
  payload: Envelope;
}

/**
 * Publishes outbox rows in the order they were written, and deletes them after the bus acknowledged them. It reads rows
 * that are not sent yet and remembers no position, so a transaction that commits late is not skipped. When it dies between
 * acknowledgement and deletion, it publishes rows twice; the inboxes of consumers absorb that.
 *
 * A row that the bus refuses is marked and left out from then on, so that it does not stop the rows behind it. A topic that
 * cannot be published for another reason waits, and the others go on. When the bus does not answer, all wait.
 */
export function startRelay(options: Options): Relay {
  const { pool, publisher, log, pollMs = 300, pauseMs = 40, batch = 500, keepSentMs = 0 } = options;
  let closed = false;
  let leader: pg.Client | null = null;
  let sweepAt = Date.now() + 60_000;
  let passes: Promise<unknown> = Promise.resolve();
  const rests = new Map<string, { failures: number; until: number }>();

  const alarm = createAlarm();

  const settle =
    keepSentMs > 0
      ? { name: 'outbox-keep', text: 'UPDATE outbox SET sent_at = now() WHERE position = ANY($1::bigint[])' }
      : { name: 'outbox-remove', text: 'DELETE FROM outbox WHERE position = ANY($1::bigint[])' };

  async function lead(): Promise<boolean> {
    if (leader) return true;
    const client = new pg.Client({
      connectionString: options.connectionString,
      keepAlive: true,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: queryTimeoutMs,
    });
    client.on('error', () => {
      if (leader === client) leader = null;
    });
    try {
      await client.connect();
      const { rows } = await client.query<{ leads: boolean }>('SELECT pg_try_advisory_lock($1) AS leads', [leaderLock]);
      if (!rows[0]?.leads) {
        await client.end();
        return false;
      }
      leader = client;
      return true;
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
  }

  async function resign(): Promise<void> {
    const resigning = leader;
    leader = null;
    if (resigning)
      await within(
        closeTimeoutMs,
        resigning.end().catch(() => {}),
      );
  }

  /** Marks a row that the bus refused. */
  async function setAside(db: Queryable, { position, id, aggregatetype, payload }: Row, error: unknown): Promise<void> {
    await db.query({
      name: 'outbox-refuse',
      text: 'UPDATE outbox SET refused_at = now(), refusal = $2 WHERE position = $1',
      values: [position, (error as Error).message.replaceAll('\0', '\uFFFD')],
    });
    log.error(
      { err: error, event: id, topic: aggregatetype, type: payload.type, subject: payload.subject },
      'the event bus refused an event: it is set aside, see `npm run outbox`',
    );
  }

  /** Publishes rows of one topic in order. Halves those that are refused until it finds the row that is. */
  async function publishRows(db: Queryable, topic: string, rows: readonly Row[], published: string[]): Promise<void> {
    try {
      const events = rows.map((row) => row.payload);
      await traceEvents('publish', events, { kind: SpanKind.INTERNAL }, () => publisher.publish(topic, events));
      published.push(...rows.map((row) => row.position));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (rows.length === 1) {
        await setAside(db, rows[0]!, error);
        return;
      }
      const half = Math.ceil(rows.length / 2);
      await publishRows(db, topic, rows.slice(0, half), published);
      await publishRows(db, topic, rows.slice(half), published);
    }
  }

  function restTopic(topic: string, error: unknown): void {
    const failures = (rests.get(topic)?.failures ?? 0) + 1;
    rests.set(topic, { failures, until: Date.now() + backoffMs(failures, topicRest) });
    log.warn({ err: error, topic, failures }, 'could not publish a topic; retrying while the others go on');
  }

  /** Publishes the next rows. Returns how many it read, and the first failure of a topic. */
  async function publishBatch(db: Queryable, resting: readonly string[]): Promise<{ read: number; failure: unknown }> {
    const { rows } = await db.query<Row>({
      name: 'outbox-unsent',
      text: `SELECT position, id, aggregatetype, payload FROM outbox
        WHERE sent_at IS NULL AND refused_at IS NULL AND aggregatetype <> ALL ($2::text[]) ORDER BY position LIMIT $1`,
      values: [batch, resting],
    });
    const published: string[] = [];
    let failure: unknown = null;
    try {
      for (const [topic, topicRows] of groupByTopic(rows)) {
        try {
          await publishRows(db, topic, topicRows, published);
          rests.delete(topic);
        } catch (error) {
          if (isOutage(error)) throw error;
          failure ??= error;
          restTopic(topic, error);
        }
      }
    } finally {
      if (published.length > 0) await db.query({ ...settle, values: [published] });
    }
    return { read: rows.length, failure };
  }

  async function sweep(db: Queryable): Promise<void> {
    if (Date.now() < sweepAt) return;
    sweepAt = Date.now() + 60_000;
    await db.query("DELETE FROM outbox WHERE sent_at < now() - $1 * interval '1 millisecond'", [keepSentMs]);
  }

  /** Passes never overlap: a drain waits for the pass of the loop, and the loop for a drain. */
  const pass = (db: Queryable, resting: readonly string[]): ReturnType<typeof publishBatch> => {
    const begin = () => publishBatch(db, resting);
    const next = passes.then(begin, begin);
    passes = next.catch(() => {});
    return next;
  };

  const restingTopics = (): string[] => {
    const now = Date.now();
    return [...rests].filter(([, { until }]) => until > now).map(([topic]) => topic);
  };

  async function run(): Promise<void> {
    let delayMs = pollMs;
    while (!closed) {
      try {
        if (!(await lead()) || leader === null) {
          await alarm.sleep(1_000, { exclusive: true });
          continue;
        }
        // Over the connection that holds the lock: a relay that has lost it can neither read nor delete any more.
        const db = leader;
        while (!closed && (await pass(db, restingTopics())).read === batch);
        await sweep(db);
        await alarm.sleep(pauseMs, { exclusive: true });
        delayMs = pollMs;
      } catch (error) {
        if (closed) break;
        // The connection may be lost without an error of its own, so a failed pass ends the lead of this process.
        await resign();
        log.warn({ err: error }, 'could not publish the outbox; retrying');
        delayMs = Math.min(delayMs * 2, 10_000);
      }
      if (!closed) await alarm.sleep(delayMs);
    }
  }

  const running = run();

  return {
    wake: () => alarm.ring(),
    async drain() {
      for (;;) {
        const { read, failure } = await pass(pool, []);
        if (failure !== null) throw failure;
        if (read === 0) return;
      }
    },
    async backlog() {
      const { rows } = await pool.query<{ waiting: string; oldest: string | null; refused: string }>(
        `SELECT count(*) FILTER (WHERE refused_at IS NULL) AS waiting, count(refused_at) AS refused,
           extract(epoch FROM now() - min(created_at) FILTER (WHERE refused_at IS NULL)) * 1000 AS oldest
         FROM outbox WHERE sent_at IS NULL`,
      );
      const { waiting, oldest, refused } = rows[0]!;
      return { rows: Number(waiting), oldestMs: Math.round(Number(oldest ?? 0)), refused: Number(refused) };
    },
    async close() {
      closed = true;
      alarm.ring({ endExclusive: true });
      // A bus that does not answer is not waited for: its rows stay in the outbox.
      await Promise.race([running, sleep(closeTimeoutMs, undefined, { ref: false })]);
      await leader?.end().catch(() => {});
    },
  };
}

/** By name, so that this package does not depend on an event bus. */
const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === 'RefusedEvents';

function groupByTopic(rows: Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.aggregatetype);
    if (group) group.push(row);
    else groups.set(row.aggregatetype, [row]);
  }
  return groups;
}
