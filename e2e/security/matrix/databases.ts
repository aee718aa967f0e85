import { withDatabase } from '@soko/postgres';
import { until } from '@soko/testing';
import pg from 'pg';
import { databaseOf, eventLogDatabase } from '../../../compositions/databases.ts';
import { openEmbeddedServer } from '../../../compositions/embedded-server.ts';
import { subgraphNames } from '../../../compositions/subgraphs.ts';
import { eventsInPostgres } from '../../faults/events.ts';

/** Counters of attempts, which change with every attempt, and what a job writes by the clock. */
const passing = /limit|^_|^reconciliation/;

/** Analytics only has copies of the events of the others, and receives them later. */
const recorded = subgraphNames.filter((name) => name !== 'analytics');

/** A digest of every table of every subgraph, without the time of the last use of a key. */
export type Digest = ReadonlyMap<string, string>;

export interface Databases {
  digest(): Promise<Digest>;
  /** Waits until nothing changes any more. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export async function openDatabases(dataFolder: string): Promise<Databases> {
  const server = await openEmbeddedServer(dataFolder);
  const pools = new Map(
    recorded.map((name) => [
      name,
      new pg.Pool({ connectionString: withDatabase(server.connectionString, databaseOf(name)), max: 1 }),
    ]),
  );
  const logPool = new pg.Pool({
    connectionString: withDatabase(server.connectionString, eventLogDatabase),
    max: 1,
  });
  const events = eventsInPostgres(logPool);
  async function digestOf(name: string, pool: pg.Pool): Promise<[string, string][]> {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND NOT relispartition ORDER BY 1`,
    );
    const tables = rows.filter((row) => !passing.test(row.name));
    const sums = tables.map(
      (table) =>
        `SELECT '${table.name}' AS name, count(*) || ':' || coalesce(sum(hashtextextended((to_jsonb(t) - 'last_used_at')::text, 0)), 0) AS sum FROM "${table.name}" t`,
    );
    const found = await pool.query<{ name: string; sum: string }>(sums.join(' UNION ALL '));
    return found.rows.map((row) => [`${name}.${row.name}`, row.sum]);
  }
  const digest = async (): Promise<Digest> =>
    new Map((await Promise.all([...pools].map(([name, pool]) => digestOf(name, pool)))).flat());
  return {
    digest,
    async settle() {
      // A job mails people about the bets of yesterday, which the demo data have, within a minute.
      await pools.get('notifications')!.query('DELETE FROM bet_digest');
      let last = await digest();
      let quiet = 0;
      await until(
        'nothing changes any more',
        async () => {
          // A consumer that tries an event again is quiet in its pauses, so the log is asked as well.
          const unhandled = await events.unhandled();
          const next = await digest();
          quiet = unhandled === 0 && changesBetween(last, next).length === 0 ? quiet + 1 : 0;
          last = next;
          return quiet >= 80;
        },
        90_000,
      );
    },
    async close() {
      await Promise.all([...pools.values(), logPool].map((pool) => pool.end()));
      await server.close();
    },
  };
}

/** Names of the tables that differ. */
export const changesBetween = (one: Digest, other: Digest): string[] =>
  [...one.keys()].filter((name) => one.get(name) !== other.get(name));
