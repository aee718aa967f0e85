import { readEnv } from '@soko/env';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import { seedEnv } from './env.ts';
import { readPasswordCost } from './secrets/password-cost.ts';
import { createPasswords } from './secrets/passwords.ts';
import type { UsersSeed } from './seed/seed-data.ts';
import { seedPeople } from './seed/seed-people.ts';
import { seedSellers } from './seed/seed-sellers.ts';
import { seedStores } from './seed/seed-store-accounts.ts';

export type { SeedPerson, SeedSeller, SeedStore, UsersSeed } from './seed/seed-data.ts';

/** Demo accounts have a published password, so production must not have them. */
export class NoSeedInProduction extends Error {
  override readonly name = 'NoSeedInProduction';
}

/**
 * Fills the users database with users, sellers and stores, and publishes the events that would have created them. All
 * users get one password, which is hashed once. Existing rows do not change, and their events are not repeated.
 * Throws `NoSeedInProduction`.
 */
export async function seedUsers(
  pool: pg.Pool,
  seed: UsersSeed,
  options: { password: string; sealKey: string; env?: Record<string, string | undefined> },
): Promise<void> {
  const env = readEnv(seedEnv, options.env);
  if (env.NODE_ENV === 'production') {
    throw new NoSeedInProduction('Demo accounts are not created when NODE_ENV is "production".');
  }
  const phones = new Map(seed.people.map(({ id, phone }) => [id, phone]));
  const passwordHash = await createPasswords(readPasswordCost(env)).hash(options.password);
  await inTransaction(pool, async (tx) => {
    await seedPeople(tx, seed.people, passwordHash);
    await seedSellers(tx, seed.sellers, { sealKey: options.sealKey, phones });
    await seedStores(tx, seed.stores);
  });
}
