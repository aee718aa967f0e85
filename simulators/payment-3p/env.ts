import { port, readEnv } from '@soko/env';
import { logLevel } from '@soko/env/known';
import { z } from 'zod';

/** What the simulator reads where it runs as a process of its own. */
export const readPayment3pSimulatorEnv = (source?: Record<string, string | undefined>) =>
  readEnv(
    {
      PAYMENT_3P_SIMULATOR_PORT: port.default(12112),
      PAYMENT_3P_SIMULATOR_HOST: z.string().default('127.0.0.1'),
      PAYMENT_3P_SIMULATOR_DATA_FILE: z.string().optional(),
      LOG_LEVEL: logLevel,
    },
    source,
  );
