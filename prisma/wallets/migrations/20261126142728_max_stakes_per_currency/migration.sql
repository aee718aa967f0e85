-- Largest stakes by currency, in minor units as texts: {"KES": "500000"}.
ALTER TABLE "market" ADD COLUMN "max_stakes" JSONB NOT NULL DEFAULT '{}';

-- One number was the largest stake in every currency. It stays so in each currency that has bets, so that no market takes
-- more than before.
UPDATE "market" m SET "max_stakes" =
  (SELECT coalesce(jsonb_object_agg(l."currency", m."max_stake_minor"::text), '{}') FROM "betting_limit" l)
WHERE m."max_stake_minor" IS NOT NULL;

ALTER TABLE "market" ADD CONSTRAINT "market_max_stakes" CHECK (jsonb_typeof("max_stakes") = 'object'
  AND NOT jsonb_path_exists("max_stakes", '$.keyvalue() ? (!(@.key like_regex "^[A-Z]{3}$"))')
  AND NOT jsonb_path_exists("max_stakes", 'strict $.* ? (@.type() != "string" || !(@ like_regex "^[1-9][0-9]{0,17}$"))'));

DROP FUNCTION lock_selections_for_bets(TEXT[]);
DROP VIEW "selection_for_bets";
ALTER TABLE "market" DROP COLUMN "max_stake_minor";

-- As before, with "max_stakes".
CREATE VIEW "selection_for_bets" AS
  SELECT s.id, s.outcome, s.name, s.odds_milli, s.odds_version, s.status,
    m.id AS market_id, m.type AS market_type, m.line_milli, m.name AS market_name, m.is_live, m.status AS market_status,
    m.version AS market_version, m.max_stakes, m.settlement_revision,
    e.id AS event_id, e.sport_id, e.competition_id, e.name AS event_name, e.starts_at, e.status AS event_status
  FROM "selection" s JOIN "market" m ON m.id = s.market_id JOIN "sport_event" e ON e.id = m.event_id;

-- Selections with what decides whether they take bets. Their markets are locked first, in the order of their ids, so that
-- nothing of them changes before the bet is saved; the second statement then reads what the lock waited for.
CREATE FUNCTION lock_selections_for_bets(wanted TEXT[])
RETURNS TABLE (id TEXT, outcome TEXT, name TEXT, odds_milli INTEGER, odds_version INTEGER, status TEXT,
  market_id TEXT, market_type TEXT, line_milli INTEGER, market_name TEXT, is_live BOOLEAN, market_status TEXT,
  market_version INTEGER, max_stakes JSONB, settlement_revision INTEGER,
  event_id TEXT, sport_id TEXT, competition_id TEXT, event_name TEXT, starts_at TIMESTAMPTZ, event_status TEXT)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM FROM "market" m WHERE m.id IN (SELECT s.market_id FROM "selection" s WHERE s.id = ANY (wanted))
    ORDER BY m.id FOR SHARE;
  RETURN QUERY SELECT * FROM "selection_for_bets" b WHERE b.id = ANY (wanted);
END $$;
