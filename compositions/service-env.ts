import { flag, readEnv } from '@soko/env';
import {
  databaseUrl,
  eventLogDatabaseUrl,
  host,
  kafkaBrokers,
  logLevel,
  nodeEnv,
  port,
  serviceKey,
} from '@soko/env/known';
import { z } from 'zod';

/** What a subgraph that runs as a process of its own reads, besides its own variables. */
export const subgraphServiceEnv = {
  NODE_ENV: nodeEnv,
  HOST: host,
  PORT: port.default(4000),
  LOG_LEVEL: logLevel,
  SOKO_SERVICE_KEY: serviceKey,
  DATABASE_URL: databaseUrl.optional(),
  EVENT_LOG_DATABASE_URL: eventLogDatabaseUrl.optional(),
  KAFKA_BROKERS: kafkaBrokers.optional(),
  SOKO_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(10),
  MIGRATE_ON_START: flag.default(true),
};

/** `USERS_DATABASE_URL` and so on: the database of one subgraph, where it is not on the server of `DATABASE_URL`. */
export const ownDatabaseUrl = (name: string, source: Record<string, string | undefined>): string | undefined => {
  const variable = `${name.toUpperCase()}_DATABASE_URL`;
  return readEnv({ [variable]: z.url().optional() }, source)[variable];
};
