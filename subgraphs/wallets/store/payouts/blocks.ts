import type { Queryable } from '@soko/postgres';
import type { Payout } from '../../domain/payouts/payout.ts';

export interface PayoutBlock {
  payoutId: string;
  methodDigest: string;
}

/** No other payout goes to the destination of this one until the seller changes it. */
export async function blockMethod(
  tx: Queryable,
  { sellerId, id, methodDigest, failure }: Payout,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'payout-block',
    // SQL: ON CONFLICT, in the transaction that ends the payout.
    text: `INSERT INTO payout_block (seller_id, payout_id, method_digest, failure_code, at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (seller_id) DO UPDATE SET payout_id = excluded.payout_id, method_digest = excluded.method_digest,
        failure_code = excluded.failure_code, at = excluded.at`,
    values: [sellerId, id, methodDigest, failure?.code ?? 'unknown', now],
  });
}

/** The destination of a seller that did not take a payout. Null when there is none. */
export async function findBlock(tx: Queryable, sellerId: string): Promise<PayoutBlock | null> {
  const { rows } = await tx.query<PayoutBlock>({
    name: 'payout-block-find',
    // SQL: runs in the transaction that holds the amount.
    text: 'SELECT payout_id AS "payoutId", method_digest AS "methodDigest" FROM payout_block WHERE seller_id = $1',
    values: [sellerId],
  });
  return rows[0] ?? null;
}

/** Lets payouts go to the destination again. `failureCodes`: only when it failed for one of these reasons. */
export async function unblock(
  tx: Queryable,
  sellerId: string,
  failureCodes: readonly string[] | null = null,
): Promise<void> {
  await tx.query({
    name: 'payout-unblock',
    // SQL: runs in the transaction of its cause.
    text: 'DELETE FROM payout_block WHERE seller_id = $1 AND ($2::text[] IS NULL OR failure_code = ANY($2))',
    values: [sellerId, failureCodes],
  });
}
