import type { Queryable } from '@soko/postgres';

/** Has other transactions that open wallets of this owner wait until this one ends, so that their number can be counted. */
export async function lockOwner(tx: Queryable, ownerId: string): Promise<void> {
  // SQL: there may be no row yet that could be locked.
  await tx.query({
    name: 'wallet-lock-owner',
    text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [`wallets of ${ownerId}`],
  });
}
