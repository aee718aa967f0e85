import { flag } from '@soko/env';
import { z } from 'zod';

/** The variables of the notifications subgraph. */
export const notificationsEnv = {
  SOKO_SEAL_KEY: z.string().min(32, 'expected at least 32 random characters, the same for every service'),
  NOTIFICATIONS_OUTBOX: flag.default(false),
};
