import type { EventBus } from '@soko/event-bus';
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

/** Rows that packages add to the database of a subgraph. Some tables are only there where they are used. */
async function sharedRules(pool: pg.Pool, eventsMs: number): Promise<PruneRule[]> {
  const rules = [
    { table: 'inbox', where: 'processed_at < $1', keepMs: eventsMs + afterEventsMs },
    { table: 'personal_key', where: 'created_at < $1', keepMs: eventsMs + afterEventsMs },
    { table: 'idempotency', where: 'created_at < $1', keepMs: idempotencyMs },
  ];
  const { rows } = await pool.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL',
    [rules.map(({ table }) => table)],
  );
  const present = new Set(rows.map(({ name }) => name));
  return rules.filter(({ table }) => present.has(table));
}

/**
 * The job that deletes what is old, in the event log and in the database of a subgraph: in batches, until nothing is left. It
 * holds the lock of its name, so that one process at a time does it.
 */
export const pruneJob = (options: {
  subgraph: string;
  pool: pg.Pool;
  bus: EventBus;
  rules: readonly PruneRule[];
  eventDays: number;
  now: () => Date;
}): Job => ({
  name: `${options.subgraph}.prune`,
  everyMs: 60_000,
  async run() {
    const { pool, bus, rules, eventDays } = options;
    const end = performance.now() + turnMs;
    const now = options.now();
    const eventsMs = eventDays * dayMs;
    const all = [...rules, ...(await sharedRules(pool, eventsMs))];
    await prune(pool, all, { now, isOver: () => performance.now() > end });
    await bus.prune(new Date(now.getTime() - eventsMs));
  },
});
