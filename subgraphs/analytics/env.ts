import { flag } from '@soko/env';

/** The variables of the analytics subgraph. */
export const analyticsEnv = {
  ANALYTICS_REBUILD: flag.default(false),
};
