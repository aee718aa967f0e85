import type { PruneRule } from '@soko/postgres';
import { betPruneRules } from './bets/prune-rules.ts';
import { cashPruneRules } from './cash/prune-rules.ts';
import { feedPruneRules } from './feed/prune-rules.ts';
import { gamingPruneRules } from './gaming/prune-rules.ts';
import { payoutPruneRules } from './payouts/prune-rules.ts';
import { sellerPruneRules } from './sellers/prune-rules.ts';
import { ledgerPruneRules } from './wallets/prune-rules.ts';

/** Rows of wallets that are deleted once they are old. Rows of money stay. */
export const pruneRules: PruneRule[] = [
  ...ledgerPruneRules,
  ...betPruneRules,
  ...gamingPruneRules,
  ...cashPruneRules,
  ...payoutPruneRules,
  ...sellerPruneRules,
  ...feedPruneRules,
];
