import type { PruneRule } from '@soko/postgres';

/** Records of imports say who sent what for a quarter of a year; what the lines did is in the history of markets. */
export const feedPruneRules: PruneRule[] = [
  { table: 'feed_import', where: 'started_at < $1', keepMs: 90 * 86_400_000 },
];
