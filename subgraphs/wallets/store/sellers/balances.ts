import type { Queryable } from '@soko/postgres';
import { waitingSql } from '../payouts/payable.ts';

/** What a seller is owed in one currency, and the parts of it that are not available. */
export interface SellerBalance {
  sellerId: string;
  currency: string;
  payableMinor: bigint;
  pendingMinor: bigint;
  reservedMinor: bigint;
  /** Held for payouts that are on their way. */
  payingMinor: bigint;
}

/** What sellers are owed, by currency. One statement for any number of sellers. */
export async function findSellerBalances(
  pool: Queryable,
  sellerIds: readonly string[],
  now: Date,
): Promise<SellerBalance[]> {
  const { rows } = await pool.query<Record<keyof SellerBalance, string>>({
    name: 'seller-balances',
    // SQL: sums over sales beside the accounts of the ledger.
    text: `SELECT a.owner_id AS "sellerId", a.currency, a.credits_minor - a.debits_minor AS "payableMinor",
        w.pending AS "pendingMinor", w.reserved + a.pending_debits_minor AS "reservedMinor", a.pending_debits_minor AS "payingMinor"
      FROM ledger_account a CROSS JOIN LATERAL (${waitingSql('a.owner_id', 'a.currency', '$2::timestamptz')}) AS w
      WHERE a.code = 'seller_payable' AND a.owner_id = ANY($1) ORDER BY a.owner_id, a.currency`,
    values: [sellerIds, now],
  });
  return rows.map((row) => ({
    sellerId: row.sellerId,
    currency: row.currency,
    payableMinor: BigInt(row.payableMinor),
    pendingMinor: BigInt(row.pendingMinor),
    reservedMinor: BigInt(row.reservedMinor),
    payingMinor: BigInt(row.payingMinor),
  }));
}
