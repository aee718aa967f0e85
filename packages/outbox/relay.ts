import type { Envelope } from '@soko/events';
import type { Logger } from '@soko/log';
import pg from 'pg';
import { createAlarm } from './alarm.ts';

/** The part of the event bus a relay needs. */
export interface Publisher {
  publish(topic: string, events: Envelope[]): Promise<void>;
}

export interface Relay {
  /** Publishes all waiting rows, and returns when none is left. For tests and for a clean stop. */
  drain(): Promise<void>;
  /** Makes the relay look for new rows now rather than at its next poll. Costs nothing. */
  wake(): void;
  /** Number of unpublished rows, and the age of the oldest in milliseconds. */
  backlog(): Promise<{ rows: number; oldestMs: number }>;
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

interface Row {
  position: string;
  aggregatetype: string;
  payload: Envelope;
}

/**
 * Publishes outbox rows in the order they were written, and deletes them after the bus acknowledged them. It reads rows
 * that are not sent yet and remembers no position, so a transaction that commits late is not skipped. When it dies between
 * acknowledgement and deletion, it publishes rows twice; the inboxes of consumers absorb that.
 */
export function startRelay(options: Options): Relay {
  const { pool, publisher, log, pollMs = 300, pauseMs = 40, batch = 500, keepSentMs = 0 } = options;
  let closed = false;
  let leader: pg.Client | null = null;
  let sweepAt = Date.now() + 60_000;
  let passes: Promise<unknown> = Promise.resolve();

  const alarm = createAlarm();

  const settle =
    keepSentMs > 0
      ? { name: 'outbox-keep', text: 'UPDATE outbox SET sent_at = now() WHERE position = ANY($1::bigint[])' }
      : { name: 'outbox-remove', text: 'DELETE FROM outbox WHERE position = ANY($1::bigint[])' };

  async function lead(): Promise<boolean> {
    if (leader) return true;
    const client = new pg.Client({ connectionString: options.connectionString, keepAlive: true });
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

  async function publishBatch(): Promise<number> {
    const { rows } = await pool.query<Row>({
      name: 'outbox-unsent',
      text: 'SELECT position, aggregatetype, payload FROM outbox WHERE sent_at IS NULL ORDER BY position LIMIT $1',
      values: [batch],
    });
    if (rows.length === 0) return 0;
    const byTopic = groupByTopic(rows);
    for (const [topic, topicRows] of byTopic) {
      await publisher.publish(
        topic,
        topicRows.map((row) => row.payload),
      );
    }
    await pool.query({ ...settle, values: [rows.map((row) => row.position)] });
    return rows.length;
  }

  async function sweep(): Promise<void> {
    if (Date.now() < sweepAt) return;
    sweepAt = Date.now() + 60_000;
    await pool.query("DELETE FROM outbox WHERE sent_at < now() - $1 * interval '1 millisecond'", [keepSentMs]);
  }

  /** Passes never overlap: a drain waits for the pass of the loop, and the loop for a drain. */
  const pass = (): Promise<number> => {
    const next = passes.then(publishBatch, publishBatch);
    passes = next.catch(() => {});
    return next;
  };

  async function run(): Promise<void> {
    let delayMs = pollMs;
    while (!closed) {
      try {
        if (!(await lead())) {
          await alarm.sleep(1_000, { exclusive: true });
          continue;
        }
        let sent = await pass();
        while (sent === batch && !closed) sent = await pass();
        await sweep();
        await alarm.sleep(pauseMs, { exclusive: true });
        delayMs = pollMs;
      } catch (error) {
        if (closed) break;
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
      while ((await pass()) > 0);
    },
    async backlog() {
      const { rows } = await pool.query<{ rows: string; oldest: string | null }>(
        'SELECT count(*) AS rows, extract(epoch FROM now() - min(created_at)) * 1000 AS oldest FROM outbox WHERE sent_at IS NULL',
      );
      return { rows: Number(rows[0]?.rows ?? 0), oldestMs: Math.round(Number(rows[0]?.oldest ?? 0)) };
    },
    async close() {
      closed = true;
      alarm.ring({ endExclusive: true });
      await running;
      await leader?.end().catch(() => {});
    },
  };
}

function groupByTopic(rows: Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.aggregatetype);
    if (group) group.push(row);
    else groups.set(row.aggregatetype, [row]);
  }
  return groups;
}
