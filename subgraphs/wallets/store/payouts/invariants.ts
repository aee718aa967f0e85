import type { Invariant } from '@soko/invariants';

/** Rules of payouts that no constraint can state. */
export const payoutInvariants: readonly Invariant[] = [
  {
    name: 'payouts-have-their-hold',
    rule: 'A payout has a hold as long as it is under way, and what it paid or got back is in the ledger.',
    sql: `SELECT p.id AS subject, format('%s with a hold that is %s', p.status, coalesce(h.status, 'missing')) AS found
      FROM payout p CROSS JOIN bounds
      LEFT JOIN ledger_transaction t ON t.reference = 'payout:' || p.id
      LEFT JOIN ledger_hold h ON h.transaction_id = t.id
      LEFT JOIN ledger_transaction late ON late.reference = 'payout:' || p.id || ':late'
      LEFT JOIN ledger_transaction back ON back.reference = 'payout:' || p.id || ':returned'
      WHERE p.created_at >= bounds.since AND (h.amount_minor IS DISTINCT FROM p.amount_minor OR NOT CASE p.status
        WHEN 'PAID' THEN (h.status = 'POSTED' OR h.status = 'VOIDED' AND late.id IS NOT NULL) AND back.id IS NULL
        WHEN 'RETURNED' THEN (h.status = 'POSTED' OR h.status = 'VOIDED' AND late.id IS NOT NULL) AND back.id IS NOT NULL
        WHEN 'FAILED' THEN h.status = 'VOIDED' AND late.id IS NULL
        ELSE h.status = 'PENDING' END)`,
  },
  {
    name: 'payouts-are-covered',
    rule: 'No seller is paid out more than was ever earned in the currency, unless a provider pays what it had refused.',
    sql: `SELECT s.seller_id || ' ' || s.currency AS subject, format('%s paid or on its way, %s earned', s.paid, coalesce(a.credits_minor, 0)) AS found
      FROM (SELECT p.seller_id, p.currency, sum(p.amount_minor) AS paid FROM payout p, bounds
          WHERE p.status IN ('SCHEDULED', 'PROCESSING', 'PAID')
            AND NOT EXISTS (SELECT FROM ledger_transaction t WHERE t.reference = 'payout:' || p.id || ':late')
            AND p.seller_id IN (SELECT fresh.seller_id FROM payout fresh, bounds WHERE fresh.created_at >= bounds.since)
          GROUP BY p.seller_id, p.currency) s
      LEFT JOIN ledger_account a ON a.code = 'seller_payable' AND a.currency = s.currency AND a.owner_id = s.seller_id
      WHERE s.paid > coalesce(a.credits_minor, 0)`,
  },
  {
    name: 'bank-files-are-their-payouts',
    rule: 'A file for the bank has the count and the sum of its payouts, and none of them is still SCHEDULED.',
    sql: `SELECT f.id AS subject, format('%s of %s, but %s of %s in payouts', f.payment_count, f.total_minor, p.count, p.sum) AS found
      FROM bank_file f CROSS JOIN bounds JOIN LATERAL (
        SELECT count(*) AS count, coalesce(sum(amount_minor), 0) AS sum, bool_or(status = 'SCHEDULED') AS is_waiting
        FROM payout WHERE bank_file_id = f.id) p ON true
      WHERE f.created_at >= bounds.since AND (p.count <> f.payment_count OR p.sum <> f.total_minor OR p.is_waiting IS TRUE)`,
  },
];
