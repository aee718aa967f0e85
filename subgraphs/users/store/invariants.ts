import type { Invariant } from '@soko/invariants';

/** Rules of people and stores that no constraint can state. */
export const invariants: readonly Invariant[] = [
  {
    name: 'ended-people-have-no-session',
    rule: 'A suspended or erased person has no session.',
    sql: `SELECT s.id AS subject, u.status || ' user ' || u.id AS found FROM sessions s JOIN users u ON u.id = s.user_id
      WHERE u.status IN ('SUSPENDED', 'ERASED') AND s.revoked_at IS NULL`,
  },
  {
    name: 'stores-have-an-administrator',
    rule: 'Every active store has an active administrator.',
    sql: `SELECT s.id AS subject, 'no administrator' AS found FROM stores s
      WHERE s.status = 'ACTIVE' AND NOT EXISTS (
        SELECT FROM store_members m WHERE m.store_id = s.id AND m.status = 'ACTIVE' AND m.role = 'ADMIN')`,
  },
  {
    name: 'paid-plans-are-had',
    rule: 'A store whose plan is paid by card is not on the trial plan, and one whose payment is overdue loses the plan.',
    sql: `SELECT s.id AS subject, format('%s, payment %s until %s, grace until %s', s.plan, p.status, p.paid_until, p.grace_until) AS found
      FROM store_plan_subscriptions p JOIN stores s ON s.id = p.store_id CROSS JOIN bounds
      WHERE p.is_entitled AND (s.plan = 'TRIAL' OR p.status IN ('ENDED', 'FAILED') OR p.grace_until < bounds.settled)`,
  },
  {
    name: 'contacts-count-their-orders',
    rule: 'A contact has as many orders as it counts, and the time of the newest one.',
    sql: `SELECT c.id AS subject, c.orders || ' orders counted, ' || count(o.order_id) || ' found' AS found
      FROM contacts c LEFT JOIN contact_orders o ON o.contact_id = c.id
      GROUP BY c.id HAVING c.orders <> count(o.order_id) OR c.last_ordered_at IS DISTINCT FROM max(o.ordered_at)`,
  },
];
