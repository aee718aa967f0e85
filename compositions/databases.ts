import { join } from 'node:path';
import { dropDatabase, ensureDatabases, migrate, startEmbeddedPostgres, withDatabase } from '@soko/postgres';
import { migrationsOf } from './paths.ts';

export interface Databases {
  urlOf(name: string): string;
  stop(): Promise<void>;
}

/** The database of the event log. */
export const eventLogDatabase = 'soko_events';

export const databaseOf = (subgraph: string): string => `soko_${subgraph}`;

/**
 * Creates and migrates one database per subgraph and one for the event log, on the server of `serverUrl` or on an embedded
 * server in `dataFolder`.
 */
export async function openDatabases(options: {
  serverUrl: string | undefined;
  dataFolder: string;
  password: string;
  subgraphs: readonly string[];
  /** Drops existing databases first. */
  reset?: boolean;
}): Promise<Databases> {
  const { serverUrl, subgraphs } = options;
  const embedded = serverUrl
    ? null
    : await startEmbeddedPostgres({
        directory: join(options.dataFolder, 'postgres'),
        password: options.password,
        settings: { max_connections: '200', shared_buffers: '256MB', max_wal_size: '2GB', log_min_messages: 'warning' },
      });
  const server = serverUrl ?? embedded!.connectionString;
  const urlOf = (name: string): string =>
    withDatabase(server, name === eventLogDatabase ? eventLogDatabase : databaseOf(name));
  const names = [eventLogDatabase, ...subgraphs.map(databaseOf)];
  try {
    if (options.reset) for (const name of names) await dropDatabase(server, name);
    await ensureDatabases(server, names);
    await Promise.all(subgraphs.map((name) => migrate(urlOf(name), migrationsOf(name))));
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  return { urlOf, stop: async () => embedded?.stop() };
}
