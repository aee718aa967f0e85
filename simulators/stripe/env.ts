import { commaList, port, readEnv } from '@soko/env';
import { logLevel } from '@soko/env/known';
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
      /** The types that go there, all where it is not set. */
      STRIPE_SIMULATOR_WEBHOOK_EVENTS: commaList.optional(),
      LOG_LEVEL: logLevel,
    },
    source,
  );
