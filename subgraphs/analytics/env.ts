import { days, flag } from '@soko/env';

/** The environment variables of the analytics subgraph. */
export const analyticsEnv = {
  ANALYTICS_DAYS: days(400).describe('Days for which the record of events is kept.'),
  ANALYTICS_REBUILD: flag
    .default(false)
    .describe('Empties the record of events at the start and builds it again from the event log.'),
};
