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
type Digest = ReadonlyMap<string, string>;

/** The rows of every table of every subgraph, as JSON behind the name of the table. */
export type Snapshot = ReadonlySet<string>;

export interface Databases {
  snapshot(): Promise<Snapshot>;
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
  /** What an expression gives for each table, or for each of its rows. Within it, `row` is a row as JSON. */
  async function ofTables(name: string, pool: pg.Pool, expression: string): Promise<[table: string, found: string][]> {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND NOT relispartition ORDER BY 1`,
    );
    const texts = rows
      .filter((table) => !passing.test(table.name))
      .map(
        (table) =>
          `SELECT '${table.name}' AS name, ${expression} AS found FROM (SELECT (to_jsonb(t) - 'last_used_at')::text AS row FROM "${table.name}" t) t`,
      );
    const all = await pool.query<{ name: string; found: string }>(texts.join(' UNION ALL '));
    return all.rows.map((row) => [`${name}.${row.name}`, row.found]);
  }
  const ofAll = async (expression: string): Promise<[table: string, found: string][]> =>
    (await Promise.all([...pools].map(([name, pool]) => ofTables(name, pool, expression)))).flat();
  const digest = async (): Promise<Digest> =>
    new Map(await ofAll("count(*) || ':' || coalesce(sum(hashtextextended(row, 0)), 0)"));
  return {
    snapshot: async () => new Set((await ofAll('row')).map(([table, row]) => `${table} ${row}`)),
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
          const isSame = [...next].every(([table, sum]) => last.get(table) === sum);
          quiet = unhandled === 0 && isSame ? quiet + 1 : 0;
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

/** The rows that one of them lacks. */
export const changesBetween = (before: Snapshot, after: Snapshot): string[] => [
  ...[...before].filter((row) => !after.has(row)).map((row) => `gone: ${row}`),
  ...[...after].filter((row) => !before.has(row)).map((row) => `new: ${row}`),
];
