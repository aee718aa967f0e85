import type { Invariant } from '@soko/invariants';

/** Rules of payments that no constraint can state. */
export const invariants: readonly Invariant[] = [
  {
    name: 'status-fits-the-amounts',
    rule: 'The amounts of a payment are those of its status.',
    sql: `SELECT p.id AS subject, format('%s: authorised %s, captured %s, refunded %s',
        p.status, p.authorized_minor, p.captured_minor, p.refunded_minor) AS found
      FROM payment p, bounds WHERE p.created_at >= bounds.since AND NOT CASE p.status
        WHEN 'AUTHORIZED' THEN p.authorized_minor > 0 AND p.captured_minor = 0
        WHEN 'CAPTURED' THEN p.captured_minor > 0 AND p.captured_minor = p.authorized_minor AND p.refunded_minor = 0
        WHEN 'PARTIALLY_CAPTURED' THEN p.captured_minor BETWEEN 1 AND p.authorized_minor - 1 AND p.refunded_minor = 0
        WHEN 'PARTIALLY_REFUNDED' THEN p.refunded_minor BETWEEN 1 AND p.captured_minor - 1
        WHEN 'REFUNDED' THEN p.captured_minor > 0 AND p.refunded_minor = p.captured_minor
        WHEN 'DISPUTED' THEN p.captured_minor > 0
        WHEN 'CHARGED_BACK' THEN p.captured_minor > 0
        ELSE p.captured_minor = 0 END`,
  },
  {
    name: 'never-more-than-the-order',
    rule: 'A payment never authorises or captures more than its order costs.',
    sql: `SELECT p.id AS subject, format('authorised %s, captured %s of %s', p.authorized_minor, p.captured_minor, p.amount_minor) AS found
      FROM payment p, bounds
      WHERE p.created_at >= bounds.since AND greatest(p.authorized_minor, p.captured_minor) > p.amount_minor`,
  },
  {
    name: 'refunds-add-up',
    rule: 'The refunds of a payment are contained in its refunded and its pending amount.',
    sql: `SELECT p.id AS subject, format('refunded %s of %s, pending %s of %s', p.refunded_minor, r.made, p.refunding_minor, r.pending) AS found
      FROM payment p CROSS JOIN bounds JOIN LATERAL (
        SELECT coalesce(sum(amount_minor) FILTER (WHERE status = 'SUCCEEDED'), 0) AS made,
          coalesce(sum(amount_minor) FILTER (WHERE status = 'PENDING'), 0) AS pending
        FROM refund WHERE payment_id = p.id) r ON true
      WHERE p.created_at >= bounds.since AND (p.refunding_minor <> r.pending OR p.refunded_minor < r.made)`,
  },
  {
    name: 'lost-disputes-are-charged-back',
    rule: 'What a bank took back of a payment is the sum of the disputes that were lost, up to what was captured.',
    sql: `SELECT p.id AS subject, format('charged back %s, lost %s of %s', p.charged_back_minor, d.lost, p.captured_minor) AS found
      FROM payment p CROSS JOIN bounds JOIN LATERAL (
        SELECT sum(amount_minor) AS lost FROM payment_dispute
        WHERE payment_id = p.id AND status = 'LOST' AND updated_at < bounds.settled) d ON d.lost IS NOT NULL
      WHERE p.created_at >= bounds.since AND p.charged_back_minor <> least(d.lost, p.captured_minor)`,
  },
  {
    name: 'calls-end',
    rule: 'Every call to a provider ends.',
    sql: `SELECT c.id AS subject, format('%s of %s, %s tries: %s', c.kind, c.payment_id, c.attempts, c.last_error) AS found
      FROM provider_call c, bounds WHERE c.status = 'PENDING' AND c.created_at < bounds.settled`,
  },
  {
    name: 'subscriptions-are-paid',
    rule: 'A subscription that is paid, or was, has an invoice that was paid for the time that it shows, in its currency.',
    sql: `SELECT s.id AS subject, format('%s until %s, paid until %s', s.status, s.paid_until, i.until) AS found
      FROM subscription s CROSS JOIN bounds LEFT JOIN LATERAL (
        SELECT max(period_end) AS until, bool_and(currency = s.currency) AS fits FROM subscription_invoice
        WHERE subscription_id = s.id) i ON true
      WHERE s.updated_at >= bounds.since AND (s.paid_until IS DISTINCT FROM i.until OR i.fits IS FALSE
        OR s.status IN ('ACTIVE', 'PAST_DUE', 'ENDED') AND i.until IS NULL)`,
  },
  {
    name: 'months-are-paid-once',
    rule: 'No time of a subscription is paid twice.',
    sql: `SELECT one.subscription_id AS subject, format('%s and %s', one.provider_ref, other.provider_ref) AS found
      FROM subscription_invoice one CROSS JOIN bounds JOIN subscription_invoice other
        ON other.subscription_id = one.subscription_id AND other.provider_ref > one.provider_ref
        AND other.period_start < one.period_end AND one.period_start < other.period_end
      WHERE greatest(one.paid_at, other.paid_at) >= bounds.since`,
  },
  {
    name: 'months-are-given-back-once',
    rule: 'No more of a month is refunded or lost than was paid for it.',
    sql: `SELECT i.subscription_id AS subject, format('%s of %s', r.back, i.amount_minor) AS found
      FROM subscription_invoice i CROSS JOIN bounds JOIN LATERAL (SELECT sum(amount_minor) AS back, max(updated_at) AS latest
        FROM subscription_reversal WHERE provider = i.provider AND invoice_ref = i.provider_ref
          AND status IN ('REFUNDED', 'LOST')) r ON r.back > i.amount_minor
      WHERE r.latest >= bounds.since`,
  },
  {
    name: 'disputed-months-are-the-last',
    rule: 'A subscription with a dispute that is open or lost has ended.',
    sql: `SELECT s.id AS subject, format('%s, %s is %s', s.status, r.provider_ref, r.status) AS found
      FROM subscription_reversal r JOIN subscription_invoice i ON i.provider = r.provider AND i.provider_ref = r.invoice_ref
        JOIN subscription s ON s.id = i.subscription_id CROSS JOIN bounds
      WHERE r.seen_at >= bounds.since AND r.updated_at < bounds.settled AND r.kind = 'DISPUTE' AND r.status <> 'WON'
        AND s.status <> 'ENDED'`,
  },
  {
    name: 'returns-fit-the-money',
    rule: 'No more is returned of a collection than arrived.',
    sql: `SELECT c.id AS subject, format('received %s, returned %s', coalesce(c.received_minor, 0), r.returned) AS found
      FROM collection c CROSS JOIN bounds JOIN LATERAL (
        SELECT sum(amount_minor) AS returned FROM disbursement WHERE collection_id = c.id AND status <> 'FAILED') r ON true
      WHERE c.updated_at >= bounds.since AND r.returned > coalesce(c.received_minor, 0)`,
  },
  {
    name: 'deposits-are-kept',
    rule: 'Money of a deposit, which is in a wallet, is not returned as if it had paid a checkout.',
    sql: `SELECT c.id AS subject, format('%s returned by %s', d.amount_minor, d.id) AS found
      FROM disbursement d JOIN collection c ON c.id = d.collection_id, bounds
      WHERE d.updated_at >= bounds.since AND c.purpose = 'DEPOSIT' AND d.status <> 'FAILED'`,
  },
  {
    name: 'prompts-are-accounted-for',
    rule: 'Money that pays a checkout is captured by its payments or returned.',
    sql: `SELECT c.id AS subject, format('received %s, captured %s, returned %s', c.received_minor, p.captured, r.returned) AS found
      FROM collection c CROSS JOIN bounds
      JOIN LATERAL (SELECT coalesce(sum(captured_minor), 0) AS captured FROM payment WHERE checkout_id = c.reference) p ON true
      JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS returned FROM disbursement
        WHERE collection_id = c.id AND payment_id IS NULL AND status <> 'FAILED') r ON true
      JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS decided FROM unmatched_funds
        WHERE about_id = c.id AND kind = 'return' AND is_booked) u ON true
      WHERE c.updated_at >= bounds.since AND c.purpose = 'CHECKOUT' AND c.status = 'SUCCEEDED' AND c.due_at IS NULL
        AND c.received_minor <> p.captured + r.returned + u.decided`,
  },
  {
    name: 'returns-are-paid',
    rule: 'Money that is returned to its payer is paid out.',
    sql: `SELECT d.id AS subject, format('%s: %s', d.status, d.failure_code) AS found FROM disbursement d, bounds
      WHERE d.updated_at >= bounds.since AND d.updated_at < bounds.settled AND d.purpose = 'RETURN' AND d.payment_id IS NULL
        AND d.status = 'FAILED' AND NOT EXISTS (SELECT FROM disbursement other WHERE other.collection_id = d.collection_id
          AND other.payment_id IS NULL AND other.status <> 'FAILED')
        AND NOT EXISTS (SELECT FROM unmatched_funds u WHERE u.about_id = d.collection_id AND u.kind = 'return' AND u.is_booked)
        AND NOT EXISTS (SELECT FROM collection c WHERE c.id = d.collection_id AND c.purpose = 'DEPOSIT')
        AND NOT EXISTS (SELECT FROM funds_decision f WHERE d.reference = 'unmatched:' || f.id AND f.status = 'FAILED')`,
  },
  {
    name: 'paid-back-is-refunded',
    rule: 'What M-Pesa paid back for a payment counts as refunded.',
    sql: `SELECT p.id AS subject, format('refunded %s, paid back %s', p.refunded_minor, d.paid) AS found
      FROM payment p CROSS JOIN bounds JOIN LATERAL (SELECT sum(amount_minor) AS paid, max(updated_at) AS latest
        FROM disbursement WHERE payment_id = p.id AND status = 'SUCCEEDED') d ON d.latest < bounds.settled
      WHERE p.updated_at >= bounds.since AND p.method = 'MPESA' AND p.refunding_minor = 0 AND p.refunded_minor <> d.paid`,
  },
  {
    name: 'unmatched-funds-follow-their-decision',
    rule: 'Unmatched funds have the status of the decision about them, or an outcome without one.',
    sql: `SELECT u.id AS subject, format('%s, decided: %s', u.status, coalesce(f.status, 'nothing')) AS found
      FROM unmatched_funds u CROSS JOIN bounds
      LEFT JOIN funds_decision f ON f.unmatched_id = u.id AND f.status NOT IN ('REJECTED', 'FAILED')
      WHERE u.received_at >= bounds.since AND (u.status <> CASE WHEN f.status IS NULL THEN CASE WHEN u.outcome IS NULL THEN 'OPEN' ELSE 'RESOLVED' END WHEN f.status = 'APPLIED' THEN 'RESOLVED' ELSE 'DECIDING' END
        OR u.is_booked <> (f.status = 'APPLIED' AND f.resolution IN ('WALLET', 'WRITE_OFF', 'PAYEE')) IS TRUE)`,
  },
  {
    name: 'returned-funds-are-paid-back',
    rule: 'Unmatched funds that were returned were paid out, once.',
    sql: `SELECT u.id AS subject, format('returned by %s', f.id) AS found
      FROM funds_decision f JOIN unmatched_funds u ON u.id = f.unmatched_id, bounds
      WHERE f.proposed_at >= bounds.since AND f.resolution = 'RETURN' AND f.status = 'APPLIED'
        AND NOT EXISTS (SELECT FROM disbursement d WHERE d.reference = 'unmatched:' || f.id AND d.status = 'SUCCEEDED'
          AND d.amount_minor = u.amount_minor)`,
  },
  {
    name: 'ended-payouts-are-closed',
    rule: 'A payout that has failed or came back is not left to people.',
    sql: `SELECT u.id AS subject, format('%s is %s', d.id, d.status) AS found
      FROM unmatched_funds u JOIN disbursement d ON d.id = u.about_id, bounds
      WHERE u.received_at >= bounds.since AND u.kind = 'payout' AND u.status <> 'RESOLVED' AND d.status IN ('FAILED', 'RETURNED')`,
  },
  {
    name: 'payouts-end-as-decided',
    rule: 'A payout that people have ended has the outcome of their decision.',
    sql: `SELECT f.id AS subject, format('%s, the payout is %s', f.resolution, coalesce(d.status, 'missing')) AS found
      FROM funds_decision f JOIN unmatched_funds u ON u.id = f.unmatched_id CROSS JOIN bounds
      LEFT JOIN disbursement d ON d.id = u.about_id AND d.decision_id = f.id
      WHERE f.proposed_at >= bounds.since AND f.status = 'APPLIED' AND f.resolution IN ('PAID', 'TAKEN_BACK')
        AND (u.outcome IS DISTINCT FROM f.resolution
          OR (d.status IN ('SUCCEEDED') AND f.resolution = 'PAID' OR d.status IN ('FAILED', 'RETURNED') AND f.resolution = 'TAKEN_BACK') IS NOT TRUE)`,
  },
  {
    name: 'payouts-after-the-end-are-known',
    rule: 'People know of a payout that Stripe paid after they had ended it.',
    sql: `SELECT d.id AS subject, format('%s was paid, people have ended it as %s', e.object_ref, d.status) AS found
      FROM provider_event e JOIN disbursement d ON d.id = e.payload -> 'object' ->> 'disbursementId', bounds
      WHERE e.received_at >= bounds.since AND e.received_at < bounds.settled AND e.provider = 'stripe' AND e.type = 'payout.paid'
        AND d.decision_id IS NOT NULL AND e.received_at > d.updated_at AND d.receipt IS DISTINCT FROM e.object_ref
        AND NOT EXISTS (SELECT FROM unmatched_funds u WHERE u.event_id = format('ended_%s:paid', e.object_ref))`,
  },
];
