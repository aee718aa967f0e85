import { join, resolve } from 'node:path';
import { flag, readEnv } from '@soko/env';
import { databaseUrl, host, kafkaBrokers, logLevel, nodeEnv, port } from '@soko/env/known';
import { z } from 'zod';
import { projectRoot } from './paths.ts';
import type { Secrets } from './secrets.ts';

export const standaloneEnv = {
  NODE_ENV: nodeEnv,
  PORT: port.default(4000),
  HOST: host,
  LOG_LEVEL: logLevel.default('warn'),
  SOKO_DATA_DIR: z
    .string()
    .default(resolve(projectRoot, '.soko'))
    .transform((folder) => resolve(folder)),
  DATABASE_URL: databaseUrl.optional(),
  KAFKA_BROKERS: kafkaBrokers.optional(),
  SOKO_SEED: flag.default(true),
  SOKO_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(4),
};

export type StandaloneEnv = ReturnType<typeof readStandaloneEnv>;

/** What the one-process composition reads; each subgraph and the gateway read their own besides. */
export const readStandaloneEnv = (source?: Record<string, string | undefined>) => readEnv(standaloneEnv, source);

/** The variables of this process, as the operating system gives them. */
export const processVariables: Readonly<Record<string, string | undefined>> = process.env;

/** Where the gateway answers programs on this machine. */
export const localUrl = ({ HOST, PORT }: Pick<StandaloneEnv, 'HOST' | 'PORT'>): string =>
  `http://${HOST === '0.0.0.0' ? '127.0.0.1' : HOST}:${PORT}`;

/**
 * The variables that subgraphs and gateway read, filled in with this installation's secrets and folders where the
 * environment does not set them.
 */
export const environmentOf = (env: StandaloneEnv, secrets: Secrets) => ({
  SOKO_SERVICE_KEY: secrets.serviceKey,
  SOKO_SEAL_KEY: secrets.sealKey,
  SOKO_OTP_KEY: secrets.otpKey,
  SOKO_MEDIA_KEY: secrets.mediaKey,
  SOKO_JWT_PRIVATE_KEY: secrets.jwtPrivateKey,
  SOKO_MEDIA_DIR: join(env.SOKO_DATA_DIR, 'media'),
  SOKO_PUBLIC_URL: localUrl(env),
  NOTIFICATIONS_OUTBOX: 'true',
  ...processVariables,
});
