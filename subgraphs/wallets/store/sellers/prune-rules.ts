import type { PruneRule } from '@soko/postgres';

const dayMs = 86_400_000;

/** A little more than the ten years in which the database refuses it. */
const keptDays = 3_660;

/** Recipients of invoices are forgotten once no law asks for them. Rows of money stay. */
export const sellerPruneRules: PruneRule[] = [
  {
    table: 'invoice',
    where: 'recipient IS NOT NULL AND issued_at < $1',
    keepMs: keptDays * dayMs,
    set: 'recipient = NULL',
  },
];
