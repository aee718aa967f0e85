import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@soko/ids';
import { createLogger } from '@soko/log';
import { startEmbeddedPostgres, withDatabase } from '@soko/postgres';
import { databaseOf, eventLogDatabase } from '../compositions/databases.ts';
import { startStandalone } from '../compositions/index.ts';
import { subgraphNames } from '../compositions/subgraphs.ts';
import { countRows, withinDatabase } from '../compositions/test/search-everywhere.ts';

const databases = [eventLogDatabase, ...subgraphNames.map(databaseOf)];

/** Rows and size in MB by database. */
export type Sizes = Record<string, { rows: number; MB: number }>;

export interface Ageing {
  url: string;
  postgresUrl: string;
  /** Moves the clock of all subgraphs. */
  pass(ms: number): void;
  /** Waits until every event is published and handled. */
  settle(): Promise<void>;
  /** Deletes what is old, in every subgraph. Returns the time it took in ms. */
  prune(): Promise<number>;
  sizes(): Promise<Sizes>;
  /** Gives the space of deleted rows back to the disk. */
  vacuum(): Promise<void>;
  /** Number of rows of open orders, by what they belong to. */
  openRows(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

const countOf = (url: string, database: string, what: string): Promise<number> =>
  withinDatabase(withDatabase(url, database), async (client) => {
    const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${what}`);
    return rows[0]!.n;
  });

async function sizesOf(url: string): Promise<Sizes> {
  const sizes = databases.map(async (name) => {
    const counts = await countRows(url, name);
    const bytes = await withinDatabase(withDatabase(url, name), async (client) => {
      const { rows } = await client.query<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes');
      return Number(rows[0]!.bytes);
    });
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return [name, { rows, MB: Math.round(bytes / 104_857.6) / 10 }] as const;
  });
  return Object.fromEntries(await Promise.all(sizes));
}

/** Starts the whole platform in this process with a clock of its own, on a Postgres of its own. */
export async function startAgeing(port: number): Promise<Ageing> {
  const folder = await mkdtemp(join(tmpdir(), 'soko-ageing-'));
  // Postgres runs as a user of its own when this runs as root.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), password: newId('req') });
  const postgresUrl = server.connectionString;
  let aheadMs = 0;
  // The gateway and the subgraphs read the variables of the process.
  Object.assign(process.env, {
    DATABASE_URL: postgresUrl,
    SOKO_DATA_DIR: join(folder, 'data'),
    PORT: String(port),
    LOG_LEVEL: 'error',
  });
  const soko = await startStandalone(process.env, {
    now: () => new Date(Date.now() + aheadMs),
    log: createLogger({ name: 'soko', level: 'error' }),
  });
  const subgraphs = Object.entries(soko.subgraphs);

  const isSettled = async (): Promise<boolean> => {
    for (const [, { relay, consuming }] of subgraphs) {
      await relay.drain();
      for (const group of consuming.groups) {
        if (Object.values(await soko.bus.lag(group)).some((lag) => lag > 0)) return false;
      }
    }
    return true;
  };

  return {
    url: soko.url,
    postgresUrl,
    pass: (ms) => void (aheadMs += ms),
    async settle() {
      while (!(await isSettled())) await new Promise((later) => setTimeout(later, 200));
    },
    async prune() {
      const startedAt = performance.now();
      for (const [name, subgraph] of subgraphs) await subgraph.runJob(`${name}.prune`);
      return performance.now() - startedAt;
    },
    sizes: () => sizesOf(postgresUrl),
    async vacuum() {
      for (const name of databases) {
        await withinDatabase(withDatabase(postgresUrl, name), (client) => client.query('VACUUM FULL'));
      }
    },
    async openRows() {
      const open = `orders WHERE status NOT IN ('FULFILLED', 'CANCELLED', 'REJECTED', 'PAYMENT_FAILED', 'EXPIRED')`;
      return {
        orders: await countOf(postgresUrl, 'soko_orders', open),
        'with an address': await countOf(
          postgresUrl,
          'soko_orders',
          `${open} AND email <> '' AND address ->> 'city' <> ''`,
        ),
        reservations: await countOf(
          postgresUrl,
          'soko_fulfilment',
          `reservation WHERE status IN ('HELD', 'COMMITTED')`,
        ),
        packages: await countOf(
          postgresUrl,
          'soko_fulfilment',
          `packaging WHERE status = 'NEW' AND address ->> 'city' <> ''`,
        ),
        payments: await countOf(postgresUrl, 'soko_payments', `payment WHERE status = 'AUTHORIZED'`),
      };
    },
    async close() {
      await soko.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
