import type { Queryable } from '@soko/postgres';

/**
 * The part of the sales of a seller in one currency that is not paid out: its buyer disputes the payment or has an open case
 * (`reserved`), or the goods are not here long enough (`pending`). `$now` is the SQL of the time.
 */
export const waitingSql = (seller: string, currency: string, now: string): string => `
  SELECT coalesce(sum(left_minor) FILTER (WHERE NOT is_reserved AND NOT is_ripe), 0) AS pending,
    coalesce(sum(left_minor) FILTER (WHERE is_reserved), 0) AS reserved
  FROM (SELECT greatest(sale.seller_minor - sale.seller_refunded_minor - sale.fee_kept_minor, 0) AS left_minor,
      coalesce(sale.available_at <= ${now}, false) AS is_ripe,
      sale.is_disputed OR EXISTS (SELECT FROM sale_case c WHERE c.order_id = sale.order_id AND c.closed_at IS NULL) AS is_reserved
    FROM sale WHERE sale.seller_id = ${seller} AND sale.currency = ${currency} AND sale.posted_at IS NOT NULL) AS each_sale`;

/**
 * Locks the account of a seller until the end of the transaction, and returns what can be paid out: the balance without what is on
 * its way, pending or reserved. Whatever changes the balance waits, so that no two payouts take the same money. Two statements,
 * because the second must see what was committed while the first one waited.
 */
export async function lockAvailable(
  tx: Queryable,
  { sellerId, currency }: { sellerId: string; currency: string },
  now: Date,
): Promise<bigint> {
  const account = `code = 'seller_payable' AND currency = $2 AND owner_id = $1`;
  await tx.query({
    name: 'payable-lock',
    // SQL: FOR UPDATE.
    text: `SELECT FROM ledger_account WHERE ${account} FOR UPDATE`,
    values: [sellerId, currency],
  });
  const { rows } = await tx.query<{ available: string }>({
    name: 'payable-available',
    // SQL: sums over sales beside the account of the ledger, in the transaction that holds the amount.
    text: `SELECT credits_minor - debits_minor - pending_debits_minor - w.pending - w.reserved AS available
      FROM ledger_account CROSS JOIN LATERAL (${waitingSql('$1', '$2', '$3::timestamptz')}) AS w WHERE ${account}`,
    values: [sellerId, currency, now],
  });
  return BigInt(rows[0]?.available ?? 0);
}

/** A seller with something to pay out, in one currency. */
export interface Payable {
  sellerId: string;
  currency: string;
}

/** Sellers with something available, by currency and seller: `limit` after `after`. */
export async function findPayables(
  pool: Queryable,
  { currency, after, limit, now }: { currency: string | null; after: Payable | null; limit: number; now: Date },
): Promise<Payable[]> {
  const { rows } = await pool.query<Payable>({
    name: 'payables',
    // SQL: sums over sales beside the accounts of the ledger, by keyset.
    text: `SELECT a.owner_id AS "sellerId", a.currency FROM ledger_account a
        CROSS JOIN LATERAL (${waitingSql('a.owner_id', 'a.currency', '$5::timestamptz')}) AS w
      WHERE a.code = 'seller_payable' AND ($1::text IS NULL OR a.currency = $1) AND (a.currency, a.owner_id) > ($2, $3)
        AND a.credits_minor - a.debits_minor - a.pending_debits_minor > 0
        AND a.credits_minor - a.debits_minor - a.pending_debits_minor - w.pending - w.reserved > 0
      ORDER BY a.currency, a.owner_id LIMIT $4`,
    values: [currency, after?.currency ?? '', after?.sellerId ?? '', limit, now],
  });
  return rows;
}
