import type { PruneRule } from '@soko/postgres';

const dayMs = 86_400_000;

/** Time after its last change at which a provider is no longer asked about a payment, unless money may still move. */
const lookForMs = 180 * dayMs;

/** Rows of payments that are deleted once they are old. Payments, refunds and their calls stay. */
export const pruneRules = ({ webhookDays }: { webhookDays: number }): PruneRule[] => [
  // Processed or not: the payment itself is asked about as well.
  { table: 'provider_event', where: 'received_at < $1', keepMs: webhookDays * dayMs },
  { table: 'saved_method', where: `status IN ('FAILED', 'REMOVED') AND updated_at < $1`, keepMs: 90 * dayMs },
  // A mark of an erasure stops a request that is creating a customer at that moment, so its age is that of the erasure.
  {
    table: 'payment_customer',
    where: `state = 'FORGOTTEN' AND coalesce(forgotten_at, created_at) < $1`,
    keepMs: 90 * dayMs,
  },
  // Phones of payers by M-Pesa, for refunds.
  {
    table: 'collection',
    where: `sealed IS NOT NULL AND status IN ('SUCCEEDED', 'FAILED') AND updated_at < $1`,
    keepMs: lookForMs,
    set: 'sealed = NULL',
  },
  { table: 'unmatched_funds', where: 'received_at < $1', keepMs: 3_650 * dayMs },
  {
    table: 'payment',
    where: `look_at IS NOT NULL AND updated_at < $1 AND status <> 'DISPUTED' AND refunding_minor = 0`,
    keepMs: lookForMs,
    set: 'look_at = NULL',
  },
];
