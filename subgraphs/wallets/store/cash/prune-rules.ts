import type { PruneRule } from '@soko/postgres';

const dayMs = 86_400_000;

/** Phones of withdrawals are forgotten once they are old. Rows of money stay. */
export const cashPruneRules: PruneRule[] = [
  {
    table: 'withdrawal',
    where: `phone IS NOT NULL AND status IN ('COMPLETED', 'FAILED') AND updated_at < $1`,
    keepMs: 90 * dayMs,
    set: 'phone = NULL, code_sent_to = NULL',
  },
];
