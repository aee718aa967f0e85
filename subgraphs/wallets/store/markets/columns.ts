/** Columns of an event as `SportEvent`, of the alias `e`. */
export const eventColumns = `e.id, e.competition_id AS "competitionId", e.sport_id AS "sportId", e.name, e.home, e.away,
  e.starts_at AS "startsAt", e.status,
  CASE WHEN e.home_score IS NULL THEN NULL ELSE jsonb_build_object('home', e.home_score, 'away', e.away_score) END AS score,
  e.version, e.feed_ref AS "feedRef", e.created_at AS "createdAt", e.started_at AS "startedAt", e.finished_at AS "finishedAt"`;

/** Columns of a market as `Market`, of the alias `m`. */
export const marketColumns = `m.id, m.event_id AS "eventId", m.type, m.line_milli AS "lineMilli", m.name, m.is_live AS "isLive", m.status,
  m.suspended_by AS "suspendedBy", m.version, m.max_stakes AS "maxStakes",
  m.settlement_revision AS "settlementRevision", m.feed_ref AS "feedRef", m.created_at AS "createdAt"`;

/** Columns of a selection as `Selection`, of the alias `s`. */
export const selectionColumns = `s.id, s.market_id AS "marketId", s.event_id AS "eventId", s.outcome, s.name, s.position,
  s.odds_milli AS "oddsMilli", s.odds_version AS "oddsVersion", s.status, s.result,
  s.result_numerator AS "resultNumerator", s.result_denominator AS "resultDenominator"`;
