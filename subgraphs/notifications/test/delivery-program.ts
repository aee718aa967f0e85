/** A process that delivers the messages of a database, for a spec that kills it while it sends. */
import { readEnv } from '@soko/env';
import { silentLogger } from '@soko/log';
import pg from 'pg';
import { z } from 'zod';
import { createDelivery } from '../commands/deliver-messages.ts';
import { notificationsEnv } from '../env.ts';
import { openProviders } from '../providers/open-providers.ts';

const env = readEnv({ ...notificationsEnv, DATABASE_URL: z.string() });

const services = {
  pool: new pg.Pool({ connectionString: env.DATABASE_URL }),
  sealKeys: [env.SOKO_SEAL_KEY] as const,
  publicUrl: env.SOKO_PUBLIC_URL,
  log: silentLogger,
  now: () => new Date(),
};

await Promise.all(
  openProviders(env).map((provider) =>
    createDelivery(services, provider, { atOnce: 5, perSecond: 100, maxTries: 5 }).runDue(),
  ),
);
