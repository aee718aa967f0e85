import type { Invariant } from '@soko/invariants';

/** Rules of events, markets and odds that no constraint can state. */
export const marketInvariants: readonly Invariant[] = [
  {
    name: 'results-fit-the-status',
    rule: 'Every selection of a settled market has a result, of a void market the result VOID, and of any market before that none.',
    sql: `SELECT s.id AS subject, format('%s in a market that is %s', coalesce(s.result, 'no result'), m.status) AS found
      FROM market m CROSS JOIN bounds JOIN selection s ON s.market_id = m.id
      WHERE m.updated_at >= bounds.since AND CASE m.status
        WHEN 'SETTLED' THEN s.result IS NULL
        WHEN 'VOIDED' THEN s.result IS DISTINCT FROM 'VOID'
        WHEN 'RESETTLING' THEN false
        ELSE s.result IS NOT NULL END`,
  },
  {
    name: 'open-markets-fit-their-event',
    rule: 'No market of an event that is over is open, none of a postponed event is active, and none is active while its event is played unless it is live.',
    sql: `SELECT m.id AS subject, format('%s while %s is %s', m.status, e.id, e.status) AS found
      FROM market m CROSS JOIN bounds JOIN sport_event e ON e.id = m.event_id
      WHERE e.updated_at >= bounds.since AND m.status IN ('INACTIVE', 'ACTIVE', 'SUSPENDED') AND (
        e.status IN ('ENDED', 'SETTLED', 'CANCELLED', 'ABANDONED')
        OR m.status = 'ACTIVE' AND (e.status = 'POSTPONED' OR e.status = 'LIVE' AND NOT m.is_live))`,
  },
  {
    name: 'settled-events-have-settled-markets',
    rule: 'Every market of a settled event is settled, being settled again, or void.',
    sql: `SELECT e.id AS subject, format('market %s is %s', m.id, m.status) AS found
      FROM sport_event e CROSS JOIN bounds JOIN market m ON m.event_id = e.id
      WHERE e.updated_at >= bounds.since AND e.status = 'SETTLED' AND m.status NOT IN ('SETTLED', 'RESETTLING', 'VOIDED')`,
  },
  {
    name: 'gaps-suspend-markets',
    rule: 'A market that is suspended because lines of its feed are missing has a feed with missing lines.',
    sql: `SELECT m.id AS subject, format('%s, no line is missing', m.feed_ref) AS found FROM market m
      WHERE m.status = 'SUSPENDED' AND m.suspended_by = 'GAP' AND NOT EXISTS (
        SELECT FROM feed_producer p WHERE p.name = split_part(m.feed_ref, ':', 1) AND p.missing_before IS NOT NULL)`,
  },
  {
    name: 'odds-are-the-last-of-their-history',
    rule: 'The odds of a selection are the last ones of its history, which has every version once.',
    sql: `SELECT s.id AS subject, format('%s, version %s; history %s of %s versions', s.odds_milli, s.odds_version, last.odds_milli, h.versions) AS found
      FROM market m CROSS JOIN bounds JOIN selection s ON s.market_id = m.id
      CROSS JOIN LATERAL (SELECT count(*) AS versions FROM odds_change WHERE selection_id = s.id) h
      LEFT JOIN odds_change last ON last.selection_id = s.id AND last.odds_version = s.odds_version
      WHERE m.updated_at >= bounds.since
        AND (last.odds_milli IS DISTINCT FROM s.odds_milli OR h.versions <> s.odds_version)`,
  },
  {
    name: 'markets-and-events-follow-their-history',
    rule: 'The status of a market, and of an event, is the last one of its history.',
    sql: `SELECT subject.id AS subject, format('%s, history %s', subject.status, coalesce(last.to_status, 'empty')) AS found
      FROM (SELECT id, status, updated_at FROM market UNION ALL SELECT id, status, updated_at FROM sport_event) subject
      CROSS JOIN bounds
      LEFT JOIN LATERAL (SELECT to_status FROM market_change WHERE entity_id = subject.id ORDER BY id DESC LIMIT 1) last ON true
      WHERE subject.updated_at >= bounds.since AND last.to_status IS DISTINCT FROM subject.status`,
  },
];
