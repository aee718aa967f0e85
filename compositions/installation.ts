import { withDatabase } from '@soko/postgres';
import { databaseOf } from './databases.ts';
import { openEmbeddedServer } from './embedded-server.ts';
import { processVariables, readStandaloneEnv } from './env.ts';
import { databaseUrlOf } from './service-databases.ts';
import { ownDatabaseUrl } from './service-env.ts';
import { type SubgraphName, subgraphNames } from './subgraphs.ts';

export interface Installation {
  urlOf(name: SubgraphName): string;
  close(): Promise<void>;
}

/** The databases of this installation: the configured ones, or those on its embedded Postgres. */
export async function openInstallation(): Promise<Installation> {
  const env = readStandaloneEnv();
  const ownOf = (name: SubgraphName): string | undefined => ownDatabaseUrl(name, processVariables);
  if (env.DATABASE_URL || subgraphNames.some((name) => ownOf(name) !== undefined)) {
    return { urlOf: (name) => databaseUrlOf(name, env, ownOf(name)), close: async () => {} };
  }
  const { connectionString, close } = await openEmbeddedServer(env.SOKO_DATA_DIR);
  return { urlOf: (name) => withDatabase(connectionString, databaseOf(name)), close };
}
