import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@soko/postgres';
import { lockDataFolder } from './data-folder.ts';
import { CannotStart } from './explain-and-exit.ts';
import { loadSecrets } from './secrets.ts';

export interface EmbeddedServer {
  connectionString: string;
  close(): Promise<void>;
}

/**
 * The embedded Postgres of an existing installation, for a tool. A server that Soko runs is used and left running; otherwise
 * the server is started, and `close` stops it.
 */
export async function openEmbeddedServer(dataFolder: string): Promise<EmbeddedServer> {
  const directory = join(dataFolder, 'postgres');
  if (!existsSync(directory)) {
    throw new CannotStart(
      `There is no installation in ${dataFolder}. Start Soko first (npm start), or set SOKO_DATA_DIR or DATABASE_URL.`,
    );
  }
  // If another process has locked the folder, Soko runs there.
  const folder = await lockDataFolder(dataFolder).catch(() => null);
  const { postgresPassword: password } = await loadSecrets(dataFolder);
  const server = await startEmbeddedPostgres({ directory, password });
  return {
    connectionString: server.connectionString,
    async close() {
      if (folder === null) return;
      await server.stop();
      await folder.release();
    },
  };
}
