import { port, readEnv } from '@soko/env';
import { z } from 'zod';

/** What the simulator reads where it runs as a process of its own. */
export const readStripeSimulatorEnv = (source?: Record<string, string | undefined>) =>
  readEnv(
    {
      STRIPE_SIMULATOR_PORT: port.default(12111),
      STRIPE_SIMULATOR_HOST: z.string().default('127.0.0.1'),
      STRIPE_SIMULATOR_DATA_FILE: z.string().optional(),
      STRIPE_SIMULATOR_WEBHOOK_URL: z.url().optional(),
      STRIPE_SIMULATOR_WEBHOOK_SECRET: z.string().min(8).default('whsec_simulated'),
      LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    },
    source,
  );
