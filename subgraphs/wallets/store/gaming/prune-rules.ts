import type { PruneRule } from '@soko/postgres';

const dayMs = 86_400_000;

/** Longer than every window and every session. What bets did is in the ledger. */
export const gamingPruneRules: PruneRule[] = [{ table: 'gaming_activity', where: 'at < $1', keepMs: 400 * dayMs }];
