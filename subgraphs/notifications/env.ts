import { days, flag } from '@soko/env';
import { nodeEnv, oldSealKeys, sealKey } from '@soko/env/known';

/** The environment variables of the notifications subgraph. */
export const notificationsEnv = {
  NODE_ENV: nodeEnv,
  SOKO_SEAL_KEY: sealKey,
  SOKO_SEAL_KEYS_OLD: oldSealKeys,
  NOTIFICATION_DAYS: days(90).describe('Days for which composed messages are kept.'),
  NOTIFICATIONS_OUTBOX: flag
    .default(false)
    .describe(
      'Shows composed messages, which hold one-time codes, to clients on the same machine by the query `outbox`. Refused in production.',
    ),
};
