import type { PruneRule } from '@soko/postgres';

const dayMs = 86_400_000;

/** What is forgotten of payouts. Rows of money stay. */
export const payoutPruneRules: PruneRule[] = [
  { table: 'bank_file', where: `sealed IS NOT NULL AND paid_at < $1`, keepMs: 90 * dayMs, set: 'sealed = NULL' },
  // No event of a refund comes so late.
  { table: 'refund_reserve', where: `ended_at < $1`, keepMs: 90 * dayMs },
];
