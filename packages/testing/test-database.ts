import { randomBytes } from 'node:crypto';
import { dropDatabase, ensureDatabases, migrate, withDatabase } from '@soko/postgres';
import { testServer } from './env.ts';

export interface TestDatabase {
  connectionString: string;
  drop(): Promise<void>;
}

/** A fresh database of its own for one spec, migrated from `migrations` where a folder is given. */
export async function createTestDatabase(options: { migrations?: string } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await ensureDatabases(testServer(), [name]);
  const connectionString = withDatabase(testServer(), name);
  if (options.migrations !== undefined) await migrate(connectionString, options.migrations);
  return { connectionString, drop: () => dropDatabase(testServer(), name) };
}
