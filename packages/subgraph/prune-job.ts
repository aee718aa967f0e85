import type { EventBus } from '@soko/event-bus';
import type { Logger } from '@soko/log';
import { prune, type PruneRule } from '@soko/postgres';
import type pg from 'pg';
import type { Job } from './definition.ts';

const dayMs = 86_400_000;

/** Longest turn. What is left is deleted in the next one. */
const turnMs = 50_000;

/** Keys of handled events, and keys of personal fields, outlive the events by this time: one may be on its way. */
const afterEventsMs = dayMs;

/** Time for which a command may be repeated with its idempotency key. */
const idempotencyMs = 30 * dayMs;

/** Time for which the settings of the log are not asked again. */
const settingsMs = 3_600_000;

/**
 * Rows that packages add to the database of a subgraph. Some tables are only there where they are used. `eventsMs` is null while
 * it is unknown how long events live: what must outlive them stays.
 */
async function sharedRules(pool: pg.Pool, eventsMs: number | null): Promise<PruneRule[]> {
  const outliving =
    eventsMs === null || eventsMs === Infinity
      ? []
      : [
          { table: 'inbox', where: 'processed_at < $1', keepMs: eventsMs + afterEventsMs },
          { table: 'personal_key', where: 'created_at < $1', keepMs: eventsMs + afterEventsMs },
        ];
  const rules = [...outliving, { table: 'idempotency', where: 'created_at < $1', keepMs: idempotencyMs }];
  const { rows } = await pool.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL',
    [rules.map(({ table }) => table)],
  );
  const present = new Set(rows.map(({ name }) => name));
  return rules.filter(({ table }) => present.has(table));
}

/** The longest life of an event, asked from time to time. Null while the log does not answer. */
function rememberLife(bus: EventBus, topics: readonly string[], log: Logger): () => Promise<number | null> {
  let known: { ms: number; until: number } | null = null;
  return async () => {
    if (known !== null && performance.now() < known.until) return known.ms;
    try {
      known = { ms: await bus.longestLifeMs(topics), until: performance.now() + settingsMs };
      return known.ms;
    } catch (error) {
      log.debug({ err: error }, 'could not ask how long events live; the ids of handled events stay meanwhile');
      return null;
    }
  };
}

/**
 * The job that deletes what is old, in the event log and in the database of a subgraph: in batches, until nothing is left. It
 * holds the lock of its name, so that one process at a time does it. The ids of handled events outlive the events by the
 * settings of the log itself, so that no event takes effect twice, whatever another service or an operator has set.
 */
export function pruneJob(options: {
  subgraph: string;
  pool: pg.Pool;
  bus: EventBus;
  /** Topics that the subgraph publishes or reads. */
  topics: readonly string[];
  rules: readonly PruneRule[];
  eventDays: number;
  log: Logger;
  now: () => Date;
}): Job {
  const { subgraph, pool, bus, rules, eventDays } = options;
  const eventsMs = eventDays * dayMs;
  const askLife = rememberLife(bus, options.topics, options.log);
  return {
    name: `${subgraph}.prune`,
    everyMs: 60_000,
    async run() {
      const end = performance.now() + turnMs;
      const now = options.now();
      const lifeMs = await askLife();
      const all = [...rules, ...(await sharedRules(pool, lifeMs === null ? null : Math.max(eventsMs, lifeMs)))];
      await prune(pool, all, { now, isOver: () => performance.now() > end });
      await bus.prune(new Date(now.getTime() - eventsMs));
    },
  };
}
