import { join, resolve } from 'node:path';
import { flag, readEnv } from '@soko/env';
import {
  databaseUrl,
  eventRetentionDays,
  projectionWaitMs,
  host,
  kafkaBrokers,
  logFormat,
  logLevel,
  nodeEnv,
  port,
  redisUrl,
} from '@soko/env/known';
import { tracingEnv } from '@soko/tracing/env';
import { z } from 'zod';
import { projectRoot } from './paths.ts';
import type { Secrets } from './secrets.ts';

export const standaloneEnv = {
  NODE_ENV: nodeEnv,
  PORT: port.default(4000),
  HOST: host,
  LOG_LEVEL: logLevel.default('warn'),
  LOG_FORMAT: logFormat,
  ...tracingEnv,
  SOKO_DATA_DIR: z
    .string()
    .default(resolve(projectRoot, '.soko'))
    .transform((folder) => resolve(folder))
    .describe('Folder of the installation: embedded Postgres, media, simulators and secrets.'),
  DATABASE_URL: databaseUrl
    .optional()
    .describe('Postgres server that holds all databases, as a URL. Default: an embedded server in `SOKO_DATA_DIR`.'),
  KAFKA_BROKERS: kafkaBrokers.optional(),
  REDIS_URL: redisUrl.optional(),
  EVENT_RETENTION_DAYS: eventRetentionDays,
  PROJECTION_WAIT_MS: projectionWaitMs,
  SOKO_SEED: flag.default(true).describe('Adds the demo data to an empty installation at the start.'),
  SOKO_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(2)
    .max(100)
    .default(4)
    .describe('Greatest number of database connections per subgraph.'),
};

export type StandaloneEnv = ReturnType<typeof readStandaloneEnv>;

/** Reads the variables of the one-process composition. Each subgraph and the gateway also read their own. */
export const readStandaloneEnv = (source?: Record<string, string | undefined>) => readEnv(standaloneEnv, source);

/** The environment variables of this process. */
export const processVariables: Readonly<Record<string, string | undefined>> = process.env;

/** The gateway's address for programs on this machine. */
export const localUrl = ({ HOST, PORT }: Pick<StandaloneEnv, 'HOST' | 'PORT'>): string =>
  `http://${HOST === '0.0.0.0' ? '127.0.0.1' : HOST}:${PORT}`;

/** The account from which sellers are paid, where Soko is tried: an IBAN from the documentation of banks. */
const samplePayingAccount = { PAYOUT_BANK_NAME: 'Soko Marketplace', PAYOUT_BANK_IBAN: 'DE02120300000000202051' };

/**
 * The variables of subgraphs and gateway. The installation's secrets and folders are the defaults of variables that the
 * environment does not set, or sets to a blank text.
 */
export const environmentOf = (
  env: StandaloneEnv,
  secrets: Secrets,
  source: Readonly<Record<string, string | undefined>>,
) => ({
  SOKO_SERVICE_KEY: secrets.serviceKey,
  SOKO_SEAL_KEY: secrets.sealKey,
  SOKO_OTP_KEY: secrets.otpKey,
  SOKO_MEDIA_KEY: secrets.mediaKey,
  SOKO_JWT_PRIVATE_KEY: secrets.jwtPrivateKey,
  SOKO_MEDIA_DIR: join(env.SOKO_DATA_DIR, 'media'),
  SOKO_PUBLIC_URL: localUrl(env),
  ...(env.NODE_ENV === 'production' ? {} : { ORDERS_PICKUP_COUNTRY: 'KE' }),
  WALLETS_SIMULATED_FEED: env.NODE_ENV !== 'production' && env.SOKO_SEED ? 'true' : 'false',
  ...(env.NODE_ENV === 'production' ? {} : samplePayingAccount),
  NOTIFICATIONS_OUTBOX: env.NODE_ENV === 'production' ? 'false' : 'true',
  ...Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim())),
});
