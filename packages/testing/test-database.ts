import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dropDatabase, ensureDatabases, migrate, withDatabase } from '@soko/postgres';
import pg from 'pg';
import { testServer } from './env.ts';

export interface TestDatabase {
  connectionString: string;
  /** A pool of connections for the spec itself. It ends with the database. */
  openPool(options?: pg.PoolConfig): pg.Pool;
  drop(): Promise<void>;
}

/** Makes the processes of a run create templates one after another. */
const templateLock = 0x50c0_0003;

/** A name derived from the migrations, so that changed migrations get a new template. */
async function templateNameOf(migrations: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(migrations, { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isDirectory()).toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    hash.update(name).update(await readFile(join(migrations, name, 'migration.sql')));
  return `template_${hash.digest('hex').slice(0, 24)}`;
}

const admin = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: withDatabase(testServer(), 'postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const templates = new Map<string, Promise<string>>();

/** The name of a migrated database to copy. The first spec of a run that needs it creates it. */
async function makeTemplate(migrations: string): Promise<string> {
  const name = await templateNameOf(migrations);
  return admin(async (client) => {
    const exists = async (): Promise<boolean> =>
      (await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [name])).rows.length > 0;
    if (await exists()) return name;
    await client.query('SELECT pg_advisory_lock($1)', [templateLock]);
    if (await exists()) return name;
    // A killed run may have left an unfinished one.
    await dropDatabase(testServer(), name);
    await ensureDatabases(testServer(), [name]);
    await migrate(withDatabase(testServer(), name), migrations);
    await client.query(`ALTER DATABASE ${name} WITH IS_TEMPLATE true`);
    return name;
  });
}

function templateOf(migrations: string): Promise<string> {
  const known = templates.get(migrations);
  if (known !== undefined) return known;
  const made = makeTemplate(migrations);
  templates.set(migrations, made);
  return made;
}

/** A new database for one spec, migrated with the folder `migrations` when it is given. */
export async function createTestDatabase(options: { migrations?: string } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = options.migrations === undefined ? 'template1' : await templateOf(options.migrations);
  // Copying the files of a small database takes half the CPU of copying it through the log.
  await admin((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`));
  const connectionString = withDatabase(testServer(), name);
  const pools: pg.Pool[] = [];
  return {
    connectionString,
    openPool(poolOptions = {}) {
      const pool = new pg.Pool({ connectionString, max: 2, ...poolOptions });
      // The server may close a connection last, after its pool has forgotten it: dropping the database cuts it then.
      pool.on('connect', (client) => client.on('error', () => {}));
      pool.on('error', () => {});
      pools.push(pool);
      return pool;
    },
    async drop() {
      await Promise.all(pools.filter((pool) => !pool.ending).map((pool) => pool.end()));
      await dropDatabase(testServer(), name);
    },
  };
}
