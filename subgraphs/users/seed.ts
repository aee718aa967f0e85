import { readEnv } from '@soko/env';
import type pg from 'pg';
import { seedEnv } from './env.ts';
import { hashPassword } from './secrets/passwords.ts';
import { seedPeople } from './seed/seed-people.ts';
import { seedSellers } from './seed/seed-sellers.ts';
import { seedStores } from './seed/seed-stores.ts';
import type { UsersSeed } from './seed/seed.ts';

export type { SeedPerson, SeedSeller, SeedStore, UsersSeed } from './seed/seed.ts';

/** Demo accounts have a password that everybody knows: a production start must not have them. */
export class NoSeedInProduction extends Error {
  override readonly name = 'NoSeedInProduction';
}

/**
 * Fills the database of users with people, shops and stores that are in use, and tells the events that would have made
 * them. All people get one password, hashed once. What is there already stays as it is and is not told again.
 * Throws `NoSeedInProduction`.
 */
export async function seedUsers(
  pool: pg.Pool,
  seed: UsersSeed,
  options: { password: string; sealKey: string; env?: Record<string, string | undefined> },
): Promise<void> {
  if (readEnv(seedEnv, options.env).NODE_ENV === 'production') {
    throw new NoSeedInProduction('Demo accounts are not made where NODE_ENV is "production".');
  }
  const phones = new Map(seed.people.map(({ id, phone }) => [id, phone]));
  const passwordHash = await hashPassword(options.password);
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await seedPeople(client, seed.people, passwordHash);
    await seedSellers(client, seed.sellers, { sealKey: options.sealKey, phones });
    await seedStores(client, seed.stores);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
