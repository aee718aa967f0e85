import { flag } from '@soko/env';

/** The environment variables of the analytics subgraph. */
export const analyticsEnv = {
  ANALYTICS_REBUILD: flag
    .default(false)
    .describe('Empties the record of events at the start and builds it again from the event log.'),
};
