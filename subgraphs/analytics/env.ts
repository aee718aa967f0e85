import { days, flag } from '@soko/env';
import { oldSealKeys, publicUrl, sealKey } from '@soko/env/known';

/** The environment variables of the analytics subgraph. */
export const analyticsEnv = {
  SOKO_PUBLIC_URL: publicUrl,
  SOKO_SEAL_KEY: sealKey,
  SOKO_SEAL_KEYS_OLD: oldSealKeys,
  ANALYTICS_DAYS: days(400).describe('Days for which the record of events is kept.'),
  ANALYTICS_REBUILD: flag
    .default(false)
    .describe('Empties the record of events at the start and builds it again from the event log.'),
  REPORT_FILE_DAYS: days(7).describe('Days for which the file of a report is kept.'),
};
