import { commaList, flag, port, readEnv } from '@soko/env';
import { z } from 'zod';

/** What a subgraph that runs as a process of its own reads, besides its own variables. */
export const subgraphServiceEnv = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(4000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  SOKO_SERVICE_KEY: z.string().min(16, 'expected at least 16 characters, the same for every service'),
  DATABASE_URL: z.url().optional(),
  EVENT_LOG_DATABASE_URL: z.url().optional(),
  KAFKA_BROKERS: commaList.optional(),
  SOKO_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(10),
  MIGRATE_ON_START: flag.default(true),
};

/** `USERS_DATABASE_URL` and so on: the database of one subgraph, where it is not on the server of `DATABASE_URL`. */
export const ownDatabaseUrl = (name: string, source: Record<string, string | undefined>): string | undefined => {
  const variable = `${name.toUpperCase()}_DATABASE_URL`;
  return readEnv({ [variable]: z.url().optional() }, source)[variable];
};
