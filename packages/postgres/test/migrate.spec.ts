import { once } from 'node:events';
import { createServer } from 'node:net';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase, until } from '@soko/testing';
import { BrokenMigrations, migrate, openDatabase } from '../index.ts';

let folder: string;
let database: TestDatabase;

const write = async (name: string, sql: string): Promise<void> => {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  database = await createTestDatabase();
  await write('20260101000000_init', 'CREATE TABLE thing (id TEXT PRIMARY KEY);');
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

describe('migrating a database', () => {
  it('applies what is new, once and in order', async () => {
    expect(await migrate(database.connectionString, folder)).toEqual(['20260101000000_init']);
    await write('20260102000000_more', 'ALTER TABLE thing ADD COLUMN name TEXT;');
    expect(await migrate(database.connectionString, folder)).toEqual(['20260102000000_more']);
    expect(await migrate(database.connectionString, folder)).toEqual([]);
  });

  it('lets many processes start at once', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => migrate(database.connectionString, folder)));
    expect(all.flat()).toEqual(['20260101000000_init']);
  });

  it('builds an index beside the traffic, also when many processes start at once', async () => {
    await write('20260102000000_index', 'CREATE INDEX CONCURRENTLY thing_id_idx ON thing (id);');
    await write('20260103000000_more', 'ALTER TABLE thing ADD COLUMN name TEXT;');
    const all = await Promise.all([1, 2, 3, 4].map(() => migrate(database.connectionString, folder)));
    expect(all.flat()).toEqual(['20260101000000_init', '20260102000000_index', '20260103000000_more']);
    const { pool, close } = openDatabase({ ...database, applicationName: 'test' });
    const { rows } = await pool.query(
      `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'thing_id_idx'::regclass`,
    );
    expect(rows).toEqual([{ valid: true }]);
    await close();
  });

  it('waits for a server that takes no connections yet', async () => {
    const url = new URL(database.connectionString);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const { pool, close } = openDatabase({ connectionString: url.href, applicationName: 'test' });
    await pool.query(`ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS false`);
    const migrating = migrate(database.connectionString, folder);
    await until('it has tried', async () => {
      const { rows } = await pool.query('SELECT datallowconn AS open FROM pg_database WHERE datname = $1', [name]);
      return !rows[0].open;
    });
    await pool.query(`ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS true`);
    expect(await migrating).toEqual(['20260101000000_init']);
    await close();
  });

  it('gives up on a server that does not answer', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await expect(migrate(`postgres://soko:soko@127.0.0.1:${port}/soko`, folder)).rejects.toThrow(/timeout/);
    server.close();
  });

  it('refuses a migration that was edited afterwards', async () => {
    await migrate(database.connectionString, folder);
    await write('20260101000000_init', 'CREATE TABLE other (id TEXT PRIMARY KEY);');
    await expect(migrate(database.connectionString, folder)).rejects.toThrow(BrokenMigrations);
  });

  it('keeps the table Prisma keeps', async () => {
    await migrate(database.connectionString, folder);
    const { pool, close, statements } = openDatabase({ ...database, applicationName: 'test' });
    const { rows } = await pool.query('SELECT migration_name, applied_steps_count FROM _prisma_migrations');
    expect(rows).toEqual([{ migration_name: '20260101000000_init', applied_steps_count: 1 }]);
    expect(statements()).toBe(1);
    await close();
  });
});
