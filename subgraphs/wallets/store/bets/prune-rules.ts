import type { PruneRule } from '@soko/postgres';

/** Offers are valid for seconds. What was paid is in `cash_out`. Bets themselves stay. */
export const betPruneRules: PruneRule[] = [{ table: 'cash_out_offer', where: 'expires_at < $1', keepMs: 86_400_000 }];
