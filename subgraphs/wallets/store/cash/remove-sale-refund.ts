import type { Queryable } from '@soko/postgres';

/** Removes a refund that failed. Null when there is none; `isPosted` when it is in the ledger, with the fee that the seller paid. */
export async function removeSaleRefund(
  tx: Queryable,
  reference: string,
): Promise<{ isPosted: boolean; feeKeptMinor: bigint } | null> {
  const { rows } = await tx.query<{ isPosted: boolean; feeKeptMinor: string }>({
    name: 'sale-refund-remove',
    // SQL: in the transaction of the ledger.
    text: `DELETE FROM sale_refund WHERE reference = $1
      RETURNING posted_at IS NOT NULL AS "isPosted", fee_kept_minor AS "feeKeptMinor"`,
    values: [reference],
  });
  const row = rows[0];
  return row === undefined ? null : { isPosted: row.isPosted, feeKeptMinor: BigInt(row.feeKeptMinor) };
}
