import type { Queryable } from '@soko/postgres';

/** Removes a refund that failed. Null when there is none; `isPosted` when it is in the ledger. */
export async function removeSaleRefund(tx: Queryable, reference: string): Promise<{ isPosted: boolean } | null> {
  const { rows } = await tx.query<{ isPosted: boolean }>({
    name: 'sale-refund-remove',
    // SQL: in the transaction of the ledger.
    text: 'DELETE FROM sale_refund WHERE reference = $1 RETURNING posted_at IS NOT NULL AS "isPosted"',
    values: [reference],
  });
  return rows[0] ?? null;
}
