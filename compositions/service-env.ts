import { flag, readEnv } from '@soko/env';
import {
  databaseUrl,
  drainDelay,
  drainTimeout,
  eventLogDatabaseUrl,
  eventRetentionDays,
  projectionWaitMs,
  host,
  kafkaBrokers,
  logFormat,
  logLevel,
  nodeEnv,
  oldServiceKeys,
  oldSignatures,
  port,
  postgresUrl,
  redisUrl,
  serviceKey,
} from '@soko/env/known';
import { tracingEnv } from '@soko/tracing/env';
import { z } from 'zod';

/** The variables of a subgraph that runs as its own process, besides those that it declares itself. */
export const subgraphServiceEnv = {
  NODE_ENV: nodeEnv,
  HOST: host,
  PORT: port.default(4000),
  LOG_LEVEL: logLevel,
  LOG_FORMAT: logFormat,
  ...tracingEnv,
  SOKO_SERVICE_KEY: serviceKey,
  SOKO_SERVICE_KEYS_OLD: oldServiceKeys,
  SOKO_OLD_SIGNATURES: oldSignatures,
  DATABASE_URL: databaseUrl
    .optional()
    .describe(
      'Postgres server with one database per subgraph, as a URL. Required unless `<SUBGRAPH>_DATABASE_URL` is set.',
    ),
  EVENT_LOG_DATABASE_URL: eventLogDatabaseUrl.optional(),
  KAFKA_BROKERS: kafkaBrokers.optional(),
  REDIS_URL: redisUrl.optional(),
  EVENT_RETENTION_DAYS: eventRetentionDays,
  PROJECTION_WAIT_MS: projectionWaitMs,
  SOKO_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(2)
    .max(100)
    .default(10)
    .describe('Greatest number of database connections per subgraph.'),
  SOKO_PEER_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(10_000)
    .describe(
      'Time in milliseconds that another subgraph gets to respond. Must be shorter than `SUBGRAPH_TIMEOUT_MS`.',
    ),
  DRAIN_DELAY_MS: drainDelay,
  DRAIN_TIMEOUT_MS: drainTimeout,
  MIGRATE_ON_START: flag
    .default(true)
    .describe('Creates and migrates the database at the start. `false` when `npm run service -- migrate` does so.'),
};

/** The database of one subgraph (`USERS_DATABASE_URL`), if it is not on the server of `DATABASE_URL`. */
export const ownDatabaseUrl = (name: string, source: Record<string, string | undefined>): string | undefined => {
  const variable = `${name.toUpperCase()}_DATABASE_URL`;
  return readEnv({ [variable]: postgresUrl.optional() }, source)[variable];
};
