import type { PruneRule } from '@soko/postgres';
import { cashPruneRules } from './cash/prune-rules.ts';
import { gamingPruneRules } from './gaming/prune-rules.ts';

/** Rows of wallets that are deleted once they are old. Rows of money stay. */
export const pruneRules: PruneRule[] = [...gamingPruneRules, ...cashPruneRules];
