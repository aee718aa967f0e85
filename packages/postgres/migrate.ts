import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { pollUntil } from '@soko/retry';
import pg from 'pg';
import { connect } from './connect.ts';
import { openSchemaEngine } from './schema-engine.ts';

interface Migration {
  name: string;
  sql: string;
}

/** A migration was changed after it was applied, or failed half way. A person must repair it. */
export class BrokenMigrations extends Error {
  override readonly name = 'BrokenMigrations';
}

const migrationLock = 0x50c0_0002;

/** Longest wait for another process that migrates, in milliseconds. */
const maxTurnMs = 300_000;

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names
      .toSorted()
      .map(async (name) => ({ name, sql: await readFile(join(directory, name, 'migration.sql'), 'utf8') })),
  );
}

async function applied(client: pg.Client): Promise<Map<string, { checksum: string; finished: boolean }>> {
  const { rows: tables } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present");
  if (!tables[0].present) return new Map();
  const { rows } = await client.query(
    'SELECT migration_name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return new Map(rows.map((row) => [row.migration_name, { checksum: row.checksum, finished: row.finished }]));
}

function pendingOf(migrations: Migration[], done: Awaited<ReturnType<typeof applied>>): Migration[] {
  return migrations.filter(({ name, sql }) => {
    const entry = done.get(name);
    if (entry === undefined) return true;
    if (!entry.finished)
      throw new BrokenMigrations(`Migration ${name} failed half way. Repair the database, then start again.`);
    if (entry.checksum !== createHash('sha256').update(sql).digest('hex')) {
      throw new BrokenMigrations(
        `Migration ${name} was changed after it was applied. Restore it, and write a new migration instead.`,
      );
    }
    return false;
  });
}

/**
 * Applies the new migrations in `directory` (Prisma's folders) to a database, exactly as `prisma migrate deploy` does, and
 * returns their names. Safe in many processes at once: they take turns.
 */
export async function migrate(connectionString: string, directory: string): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const client = await connect({ connectionString });
  try {
    await waitForTurn(client);
    const pending = pendingOf(migrations, await applied(client));
    if (pending.length === 0) return [];
    return await deploy(connectionString, directory, migrations);
  } finally {
    await client.end();
  }
}

/**
 * Waits while another process migrates. Throws `BrokenMigrations` when that takes too long. It asks again and again: a statement
 * that waits has a snapshot, for which `CREATE INDEX CONCURRENTLY` of the other process would wait in turn.
 */
async function waitForTurn(client: pg.Client): Promise<void> {
  const tryLock = async (): Promise<boolean> => {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS locked', [migrationLock]);
    return rows[0].locked;
  };
  if (await pollUntil(tryLock, Boolean, { timeoutMs: maxTurnMs })) return;
  throw new BrokenMigrations(
    `Another process has been migrating this database for ${maxTurnMs / 60_000} minutes. End it, then start again.`,
  );
}

async function deploy(connectionString: string, directory: string, migrations: Migration[]): Promise<string[]> {
  const pool = new pg.Pool({ connectionString, max: 1, connectionTimeoutMillis: 10_000 });
  pool.on('connect', (connection) => connection.on('error', () => {}));
  const engine = await openSchemaEngine(new PrismaPg(pool));
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: directory,
        lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
        shadowDbInitScript: '',
        migrationDirectories: migrations.map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } finally {
    engine.free();
    await pool.end();
  }
}
