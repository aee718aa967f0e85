import { port, readEnv } from '@soko/env';
import { logFormat, logLevel } from '@soko/env/known';
import { z } from 'zod';

/** The variables of the simulator when it runs as its own process. */
export const readMailSimulatorEnv = (source?: Record<string, string | undefined>) =>
  readEnv(
    {
      MAIL_SIMULATOR_PORT: port.default(12114),
      MAIL_SIMULATOR_SMTP_PORT: port.default(12125),
      MAIL_SIMULATOR_HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
      MAIL_SIMULATOR_DATA_FILE: z
        .string()
        .optional()
        .describe('File that keeps the messages over restarts. Default: in memory.'),
      MAIL_SIMULATOR_WEBHOOK_URL: z
        .url()
        .optional()
        .describe('Address for bounces and complaints. Default: none are sent.'),
      LOG_LEVEL: logLevel,
      LOG_FORMAT: logFormat,
    },
    source,
  );
