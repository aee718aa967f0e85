import type { Queryable } from '@soko/postgres';
import { payableKey } from '../../domain/payouts/coverage.ts';

/**
 * The part of the sales of a seller in one currency that is not paid out: its buyer disputes the payment, has an open case or gets a
 * refund that is under way (`reserved`), or the goods are not here long enough (`pending`). How a refund is divided is known when it is
 * made: until then all of it may be the seller's. `$now` is the SQL of the time.
 */
export const waitingSql = (seller: string, currency: string, now: string): string => `
  SELECT coalesce(sum(left_minor - refunding_minor) FILTER (WHERE NOT is_reserved AND NOT is_ripe), 0) AS pending,
    coalesce(sum(CASE WHEN is_reserved THEN left_minor ELSE refunding_minor END), 0) AS reserved
  FROM (SELECT *, least(left_minor, coalesce((SELECT sum(r.amount_minor) FROM refund_reserve r
      WHERE r.payment_id = each_sale.payment_id AND r.ended_at IS NULL), 0)) AS refunding_minor
    FROM (SELECT sale.payment_id, greatest(sale.seller_minor - sale.seller_refunded_minor - sale.fee_kept_minor, 0) AS left_minor,
      coalesce(sale.available_at <= ${now}, false) AS is_ripe,
      sale.is_disputed OR EXISTS (SELECT FROM sale_case c WHERE c.order_id = sale.order_id AND c.closed_at IS NULL) AS is_reserved
    FROM sale WHERE sale.seller_id = ${seller} AND sale.currency = ${currency} AND sale.posted_at IS NOT NULL) AS each_sale) AS each_sale`;

/** What is owed to a seller in one currency. */
export interface Payable {
  sellerId: string;
  currency: string;
}

const namedSql = `unnest($1::text[], $2::text[]) AS wanted (seller_id, currency)
      JOIN ledger_account a ON a.code = 'seller_payable' AND a.currency = wanted.currency AND a.owner_id = wanted.seller_id`;

const columnsOf = (payables: readonly Payable[]): string[][] => {
  const each = [...new Map(payables.map((payable) => [payableKey(payable), payable])).values()];
  return [each.map(({ sellerId }) => sellerId), each.map(({ currency }) => currency)];
};

/**
 * Locks the accounts of sellers until the end of the transaction, in the order in which the ledger locks them. Everybody locks payouts
 * first, then all accounts of sellers, and then, by posting, those of Soko; blocks of payout methods come last.
 */
export async function lockPayables(tx: Queryable, payables: readonly Payable[]): Promise<void> {
  await tx.query({
    name: 'payables-lock',
    // SQL: FOR UPDATE.
    text: `SELECT FROM ${namedSql} ORDER BY a.currency, a.owner_id COLLATE "C" FOR UPDATE OF a`,
    values: columnsOf(payables),
  });
}

/**
 * Locks the accounts of sellers, and returns what can be paid out by `payableKey`: the balance without what is on its way, pending or
 * reserved. Whatever changes the balance waits, so that no two payouts take the same money. Two statements, because the second
 * must see what was committed while the first one waited.
 */
export async function lockAvailables(
  tx: Queryable,
  payables: readonly Payable[],
  now: Date,
): Promise<Map<string, bigint>> {
  await lockPayables(tx, payables);
  const { rows } = await tx.query<Payable & { available: string }>({
    name: 'payables-available',
    // SQL: sums over sales beside the accounts of the ledger, in the transaction that holds the amounts.
    text: `SELECT a.owner_id AS "sellerId", a.currency,
        a.credits_minor - a.debits_minor - a.pending_debits_minor - w.pending - w.reserved AS available
      FROM ${namedSql} CROSS JOIN LATERAL (${waitingSql('a.owner_id', 'a.currency', '$3::timestamptz')}) AS w`,
    values: [...columnsOf(payables), now],
  });
  return new Map(rows.map((row) => [payableKey(row), BigInt(row.available)]));
}

/** `lockAvailables` of one seller. */
export const lockAvailable = async (tx: Queryable, payable: Payable, now: Date): Promise<bigint> =>
  (await lockAvailables(tx, [payable], now)).get(payableKey(payable)) ?? 0n;

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
