import type { EventBus } from '@soko/event-bus';
import { prune, type PruneRule } from '@soko/postgres';
import type pg from 'pg';
import type { Job } from './definition.ts';

const dayMs = 86_400_000;

/** Longest turn. What is left is deleted in the next one. */
const turnMs = 50_000;

/** Keys of handled events, and keys of personal fields, outlive the events by this time: one may be on its way. */
const afterEventsMs = dayMs;

/** The table that `tell` fills when events have personal fields, in subgraphs that have it. */
const hasTable = async (pool: pg.Pool, table: string): Promise<boolean> => {
  const { rows } = await pool.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [table]);
  return rows[0]?.found === true;
};

/** Rows that packages add to the database of every subgraph. */
async function sharedRules(pool: pg.Pool, eventsMs: number): Promise<PruneRule[]> {
  const inbox = { table: 'inbox', where: 'processed_at < $1', keepMs: eventsMs + afterEventsMs };
  const personalKeys = { table: 'personal_key', where: 'created_at < $1', keepMs: eventsMs + afterEventsMs };
  return (await hasTable(pool, 'personal_key')) ? [inbox, personalKeys] : [inbox];
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
