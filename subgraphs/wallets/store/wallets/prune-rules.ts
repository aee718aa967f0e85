import type { PruneRule } from '@soko/postgres';

const dayMs = 86_400_000;

/** Verifications of a part of the ledger are deleted once they are old. Those of all postings stay, and so do all rows of money. */
export const ledgerPruneRules: readonly PruneRule[] = [
  { table: 'ledger_verification', where: 'since IS NOT NULL AND at < $1', keepMs: 90 * dayMs },
  { table: 'clearing_check', where: 'checked_at < $1', keepMs: 400 * dayMs },
];
