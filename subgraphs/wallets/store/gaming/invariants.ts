import type { Invariant } from '@soko/invariants';

/** Rules of responsible gaming that no constraint can state. */
export const gamingInvariants: readonly Invariant[] = [
  {
    name: 'activities-follow-each-other',
    rule: 'The total before an activity is the total before the last one of its kind plus that one, if it counts.',
    sql: `SELECT f.user_id || ' ' || f.currency || ' ' || f.sequence AS subject,
        format('%s: before %s, expected %s', f.activity, f.before_minor, f.expected) AS found
      FROM (SELECT x.*, lag(x.before_minor + CASE WHEN x.taken_back_at IS NULL THEN x.amount_minor ELSE 0 END)
          OVER (PARTITION BY x.user_id, x.currency, x.activity ORDER BY x.sequence) AS expected
        FROM gaming_activity x, bounds WHERE x.at >= bounds.since) f
      WHERE f.expected IS NOT NULL AND f.before_minor <> f.expected`,
  },
  {
    name: 'totals-are-those-of-the-last-activities',
    rule: 'The totals of an account are those after its last deposit, stake and return.',
    sql: `SELECT a.user_id || ' ' || a.currency AS subject,
        format('%s: total %s, activities %s', l.activity, t.total, l.total) AS found
      FROM (SELECT DISTINCT ON (x.user_id, x.currency, x.activity) x.user_id, x.currency, x.activity,
          x.before_minor + CASE WHEN x.taken_back_at IS NULL THEN x.amount_minor ELSE 0 END AS total
        FROM gaming_activity x, bounds WHERE x.at >= bounds.since
        ORDER BY x.user_id, x.currency, x.activity, x.sequence DESC) l
      JOIN gaming_account a USING (user_id, currency)
      CROSS JOIN LATERAL (SELECT CASE l.activity WHEN 'deposit' THEN a.deposited_minor WHEN 'stake' THEN a.staked_minor
        ELSE a.returned_minor END AS total) t
      WHERE t.total <> l.total`,
  },
  {
    name: 'exclusions-are-not-shortened',
    rule: 'A person is excluded until the end of their longest exclusion.',
    sql: `SELECT e.id AS subject, format('until %s, the person until %s', e.until, p.excluded_until) AS found
      FROM gaming_exclusion e LEFT JOIN gaming_person p USING (user_id)
      WHERE p.exclusion_kind IS NULL OR (p.excluded_until IS NOT NULL AND (e.until IS NULL OR e.until > p.excluded_until))`,
  },
];
