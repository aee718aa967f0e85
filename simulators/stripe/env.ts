import { commaList, port, readEnv } from '@soko/env';
import { logFormat, logLevel } from '@soko/env/known';
import { z } from 'zod';

/** The variables of the simulator when it runs as its own process. */
export const readStripeSimulatorEnv = (source?: Record<string, string | undefined>) =>
  readEnv(
    {
      STRIPE_SIMULATOR_PORT: port.default(12111),
      STRIPE_SIMULATOR_HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
      STRIPE_SIMULATOR_DATA_FILE: z
        .string()
        .optional()
        .describe('File that keeps the state over restarts. Default: in memory.'),
      STRIPE_SIMULATOR_WEBHOOK_URL: z.url().optional().describe('Address for events. Default: none are sent.'),
      STRIPE_SIMULATOR_WEBHOOK_SECRET: z
        .string()
        .min(8)
        .default('whsec_simulated')
        .describe('Secret that signs events.'),
      STRIPE_SIMULATOR_WEBHOOK_EVENTS: commaList
        .optional()
        .describe('Event types to send, comma-separated. Default: all.'),
      LOG_LEVEL: logLevel,
      LOG_FORMAT: logFormat,
    },
    source,
  );
