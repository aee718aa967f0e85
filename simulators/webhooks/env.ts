import { port, readEnv } from '@soko/env';
import { logFormat, logLevel } from '@soko/env/known';
import { z } from 'zod';

/** The variables of the simulator when it runs as its own process. */
export const readWebhooksSimulatorEnv = (source?: Record<string, string | undefined>) =>
  readEnv(
    {
      WEBHOOKS_SIMULATOR_PORT: port.default(12115),
      WEBHOOKS_SIMULATOR_HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
      WEBHOOKS_SIMULATOR_DATA_FILE: z
        .string()
        .optional()
        .describe('File that keeps the webhooks over restarts. Default: in memory.'),
      LOG_LEVEL: logLevel,
      LOG_FORMAT: logFormat,
    },
    source,
  );
