import { resolve } from 'node:path';
import { commaList, flag, port, readEnv } from '@soko/env';
import { z } from 'zod';
import { projectRoot } from './paths.ts';

const variables = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: port.default(4000),
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('warn'),
  SOKO_DATA_DIR: z
    .string()
    .default(resolve(projectRoot, '.soko'))
    .transform((folder) => resolve(folder)),
  DATABASE_URL: z.url().optional(),
  KAFKA_BROKERS: commaList.optional(),
  SOKO_SEED: flag.default(true),
  SOKO_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(8),
};

export type StandaloneEnv = ReturnType<typeof readStandaloneEnv>;

/** What the one-process composition reads; each subgraph and the gateway read their own besides. */
export const readStandaloneEnv = (source?: Record<string, string | undefined>) => readEnv(variables, source);
