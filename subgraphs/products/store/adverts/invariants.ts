import type { Invariant } from '@soko/invariants';

/** Rules of adverts that no constraint can state. */
export const advertInvariants: readonly Invariant[] = [
  {
    name: 'adverts-charge-what-they-spend',
    rule: 'What an advert has spent is the sum of its charges, and of the days of its report.',
    sql: `SELECT a.id AS subject, format('%s spent, %s charged, %s reported', a.spent_minor, c.amount, d.amount) AS found
      FROM advert a,
        LATERAL (SELECT coalesce(sum(amount_minor), 0) AS amount FROM advert_charge WHERE advert_id = a.id) c,
        LATERAL (SELECT coalesce(sum(spent_minor), 0) AS amount FROM advert_day WHERE advert_id = a.id) d
      WHERE a.spent_minor <> c.amount OR a.spent_minor <> d.amount`,
  },
  {
    name: 'ended-adverts-are-charged',
    rule: 'The last clicks of an advert are charged within the hour of its end.',
    sql: `SELECT a.id AS subject, format('%s, %s not charged yet', a.status, c.amount_minor) AS found
      FROM advert a JOIN advert_charge c ON c.advert_id = a.id AND c.closed_at IS NULL, bounds
      WHERE a.status IN ('ENDED', 'EXHAUSTED') AND a.ended_at < bounds.settled`,
  },
];
