import { flag } from '@soko/env';
import { sealKey } from '@soko/env/known';

/** The variables of the notifications subgraph. */
export const notificationsEnv = {
  SOKO_SEAL_KEY: sealKey,
  NOTIFICATIONS_OUTBOX: flag.default(false),
};
