import type { Invariant } from '@soko/invariants';

/** Nobody has decided about the money in suspense. */
const undecided = (id: string): string =>
  `NOT EXISTS (SELECT FROM wallet_adjustment a WHERE a.about_id = ${id} AND a.status = 'POSTED')`;

/** Rules of deposits, withdrawals and sales that no constraint can state. */
export const cashInvariants: readonly Invariant[] = [
  {
    name: 'deposits-are-in-the-ledger',
    rule: 'Money of a deposit is in the ledger once it has arrived.',
    sql: `SELECT d.id AS subject, format('%s with %s received', d.status, d.received_minor) AS found
      FROM deposit d, bounds WHERE d.created_at >= bounds.since AND d.received_minor IS NOT NULL
        AND NOT EXISTS (SELECT FROM ledger_transaction t WHERE t.reference = 'deposit:' || d.id)`,
  },
  {
    name: 'returned-deposits-are-in-the-ledger',
    rule: 'What went back of a deposit left the ledger as well.',
    sql: `SELECT d.id AS subject, format('%s returned', d.returned_minor) AS found
      FROM deposit d, bounds WHERE d.created_at >= bounds.since AND (d.returned_minor > 0 OR d.returns_version > 0)
        AND NOT EXISTS (SELECT FROM ledger_transaction t WHERE t.reference IN ('deposit:' || d.id || ':returned:' || d.returned_minor,
          'deposit:' || d.id || ':returned:' || d.returned_minor || ':' || d.returns_version,
          'deposit:' || d.id || ':return-reversed:' || d.returned_minor || ':' || d.returns_version))`,
  },
  {
    name: 'corrected-deposits-are-in-the-ledger',
    rule: 'The difference between what arrived of a deposit and what was credited is in the ledger.',
    sql: `SELECT d.id AS subject, format('credited %s, received %s', d.amount_minor, d.corrected_minor) AS found
      FROM deposit d, bounds WHERE d.created_at >= bounds.since AND d.corrected_minor IS NOT NULL
        AND NOT EXISTS (SELECT FROM ledger_transaction t WHERE t.reference = 'deposit:' || d.id || ':corrected')`,
  },
  {
    name: 'no-deposit-in-suspense',
    rule: 'A deposit brings the amount that was asked for. Otherwise it waits in the suspense account for a decision.',
    sql: `SELECT d.id AS subject, format('asked for %s, received %s %s', d.amount_minor, d.received_minor, d.currency) AS found
      FROM deposit d, bounds WHERE d.created_at >= bounds.since AND d.status = 'FAILED'
        AND d.received_minor > d.returned_minor AND ${undecided('d.id')}
      UNION ALL SELECT d.id, format('asked for %s, credited, received %s %s', d.amount_minor, d.corrected_minor, d.currency)
      FROM deposit d, bounds WHERE d.created_at >= bounds.since AND d.corrected_minor IS NOT NULL AND ${undecided('d.id')}`,
  },
  {
    name: 'withdrawals-have-their-hold',
    rule: 'A withdrawal has a hold as long as its payout is under way.',
    sql: `SELECT w.id AS subject, format('%s with a hold that is %s', w.status, coalesce(h.status, 'missing')) AS found
      FROM withdrawal w CROSS JOIN bounds
      LEFT JOIN ledger_transaction t ON t.reference = 'withdrawal:' || w.id
      LEFT JOIN ledger_hold h ON h.transaction_id = t.id
      WHERE w.created_at >= bounds.since AND CASE w.status
        WHEN 'REQUESTED' THEN h.status IS NOT NULL
        WHEN 'COMPLETED' THEN h.status IS DISTINCT FROM 'POSTED'
        WHEN 'FAILED' THEN h.status IS NOT NULL AND h.status <> 'VOIDED'
        ELSE h.status IS DISTINCT FROM 'PENDING' END`,
  },
  {
    name: 'no-withdrawal-is-contradicted',
    rule: 'The provider does not report the opposite of the end of a withdrawal. Otherwise money is in the suspense account.',
    sql: `SELECT w.id AS subject, format('%s, but the provider reports the opposite', w.status) AS found
      FROM withdrawal w, bounds WHERE w.created_at >= bounds.since AND w.contradicted AND ${undecided('w.id')}`,
  },
  {
    name: 'wallet-holds-fit-the-ledger',
    rule: 'A hold for a payment has the status of its hold in the ledger.',
    sql: `SELECT w.reference AS subject, format('%s with a hold that is %s', w.status, coalesce(h.status, 'missing')) AS found
      FROM wallet_hold w CROSS JOIN bounds
      LEFT JOIN ledger_transaction t ON t.reference = 'payment:' || w.reference || ':hold'
      LEFT JOIN ledger_hold h ON h.transaction_id = t.id
      WHERE w.created_at >= bounds.since AND h.status IS DISTINCT FROM
        CASE w.status WHEN 'HELD' THEN 'PENDING' WHEN 'CAPTURED' THEN 'POSTED' ELSE 'VOIDED' END`,
  },
  {
    name: 'sales-are-in-the-ledger',
    rule: 'A captured payment and its refunds are in the ledger within the hour.',
    sql: `SELECT s.payment_id AS subject, format('%s captured, in the ledger since %s', s.captured_minor, s.posted_at) AS found
      FROM sale s, bounds WHERE s.captured_at >= bounds.since AND s.captured_at < bounds.settled AND (s.posted_at IS NULL
        OR EXISTS (SELECT FROM sale_refund r WHERE r.payment_id = s.payment_id AND r.posted_at IS NULL AND r.at < bounds.settled))`,
  },
];
