-- CreateTable
CREATE TABLE "sport" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "competition" (
    "id" TEXT NOT NULL,
    "sport_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "country" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "competition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sport_event" (
    "id" TEXT NOT NULL,
    "competition_id" TEXT NOT NULL,
    "sport_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "home" TEXT,
    "away" TEXT,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "home_score" INTEGER,
    "away_score" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,
    "feed_ref" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "sport_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "market" (
    "id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "line_milli" INTEGER,
    "name" TEXT NOT NULL,
    "is_live" BOOLEAN NOT NULL DEFAULT false,
    "status" TEXT NOT NULL,
    "suspended_by" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "max_stake_minor" BIGINT,
    "settlement_revision" INTEGER NOT NULL DEFAULT 0,
    "feed_ref" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "market_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "selection" (
    "id" TEXT NOT NULL,
    "market_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "odds_milli" INTEGER NOT NULL,
    "odds_version" INTEGER NOT NULL DEFAULT 1,
    "status" TEXT NOT NULL DEFAULT 'ACTIVE',
    "result" TEXT,
    "result_numerator" INTEGER,
    "result_denominator" INTEGER,

    CONSTRAINT "selection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "odds_change" (
    "selection_id" TEXT NOT NULL,
    "odds_version" INTEGER NOT NULL,
    "market_id" TEXT NOT NULL,
    "odds_milli" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "reason" TEXT,

    CONSTRAINT "odds_change_pkey" PRIMARY KEY ("selection_id","odds_version")
);

-- CreateTable
CREATE TABLE "market_change" (
    "id" BIGSERIAL NOT NULL,
    "entity_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "reason" TEXT,

    CONSTRAINT "market_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "sport_slug_key" ON "sport"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "competition_sport_id_country_name_key" ON "competition"("sport_id", "country", "name");

-- CreateIndex
CREATE UNIQUE INDEX "sport_event_feed_ref_key" ON "sport_event"("feed_ref");

-- CreateIndex
CREATE INDEX "sport_event_starts_at_id_idx" ON "sport_event"("starts_at", "id");

-- CreateIndex
CREATE INDEX "sport_event_sport_id_starts_at_id_idx" ON "sport_event"("sport_id", "starts_at", "id");

-- CreateIndex
CREATE INDEX "sport_event_competition_id_starts_at_id_idx" ON "sport_event"("competition_id", "starts_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "market_feed_ref_key" ON "market"("feed_ref");

-- CreateIndex
CREATE INDEX "market_event_id_id_idx" ON "market"("event_id", "id");

-- CreateIndex
CREATE INDEX "selection_event_id_idx" ON "selection"("event_id");

-- CreateIndex
CREATE UNIQUE INDEX "selection_market_id_outcome_key" ON "selection"("market_id", "outcome");

-- CreateIndex
CREATE INDEX "odds_change_market_id_at_idx" ON "odds_change"("market_id", "at");

-- CreateIndex
CREATE INDEX "market_change_entity_id_id_idx" ON "market_change"("entity_id", "id");

-- AddForeignKey
ALTER TABLE "competition" ADD CONSTRAINT "competition_sport_id_fkey" FOREIGN KEY ("sport_id") REFERENCES "sport"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sport_event" ADD CONSTRAINT "sport_event_competition_id_fkey" FOREIGN KEY ("competition_id") REFERENCES "competition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "market" ADD CONSTRAINT "market_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "sport_event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "selection" ADD CONSTRAINT "selection_market_id_fkey" FOREIGN KEY ("market_id") REFERENCES "market"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "sport" ADD CONSTRAINT "sport_slug" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
ALTER TABLE "competition" ADD CONSTRAINT "competition_country" CHECK ("country" ~ '^([A-Z]{2})?$');

ALTER TABLE "sport_event"
  ADD CONSTRAINT "sport_event_status" CHECK ("status" IN ('SCHEDULED', 'LIVE', 'ENDED', 'SETTLED', 'POSTPONED', 'CANCELLED', 'ABANDONED')),
  ADD CONSTRAINT "sport_event_sides" CHECK (("home" IS NULL) = ("away" IS NULL)),
  ADD CONSTRAINT "sport_event_score" CHECK (("home_score" IS NULL) = ("away_score" IS NULL)
    AND coalesce("home_score", 0) BETWEEN 0 AND 9999 AND coalesce("away_score", 0) BETWEEN 0 AND 9999);

ALTER TABLE "market"
  ADD CONSTRAINT "market_type" CHECK ("type" IN ('MATCH_RESULT', 'OVER_UNDER', 'BTTS', 'HANDICAP', 'DRAW_NO_BET', 'CUSTOM')),
  ADD CONSTRAINT "market_line" CHECK (CASE WHEN "type" IN ('OVER_UNDER', 'HANDICAP')
    THEN "line_milli" IS NOT NULL AND "line_milli" % 250 = 0 ELSE "line_milli" IS NULL END),
  ADD CONSTRAINT "market_status" CHECK ("status" IN ('INACTIVE', 'ACTIVE', 'SUSPENDED', 'CLOSED', 'SETTLED', 'RESETTLING', 'VOIDED')),
  ADD CONSTRAINT "market_suspended_by" CHECK (("status" = 'SUSPENDED') = ("suspended_by" IS NOT NULL)
    AND coalesce("suspended_by", 'MARKET') IN ('MARKET', 'EVENT', 'FEED')),
  ADD CONSTRAINT "market_max_stake" CHECK ("max_stake_minor" > 0);

ALTER TABLE "selection"
  ADD CONSTRAINT "selection_odds" CHECK ("odds_milli" BETWEEN 1001 AND 1000000 AND "odds_version" > 0),
  ADD CONSTRAINT "selection_status" CHECK ("status" IN ('ACTIVE', 'SUSPENDED')),
  ADD CONSTRAINT "selection_result" CHECK ("result" IN ('WON', 'LOST', 'VOID', 'HALF_WON', 'HALF_LOST', 'DEAD_HEAT')),
  ADD CONSTRAINT "selection_dead_heat" CHECK (CASE WHEN "result" = 'DEAD_HEAT'
    THEN "result_numerator" IS NOT NULL AND "result_denominator" IS NOT NULL AND 0 < "result_numerator" AND "result_numerator" < "result_denominator"
    ELSE "result_numerator" IS NULL AND "result_denominator" IS NULL END);

ALTER TABLE "odds_change" ADD CONSTRAINT "odds_change_odds" CHECK ("odds_milli" BETWEEN 1001 AND 1000000);

-- Markets that close when their event starts: see commands/markets/close-started-markets.ts.
CREATE INDEX "sport_event_due_idx" ON "sport_event" ("starts_at") WHERE "status" = 'SCHEDULED';
CREATE INDEX "market_open_idx" ON "market" ("event_id") WHERE "status" IN ('INACTIVE', 'ACTIVE', 'SUSPENDED') AND NOT "is_live";

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE INDEX "sport_event_name_idx" ON "sport_event" USING gin (lower("name") gin_trgm_ops);

-- Prices that people bet on, and who closed what, stay as they were written.
CREATE FUNCTION refuse_rewriting_markets() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME;
END $$;
CREATE TRIGGER odds_change_only_grows BEFORE UPDATE OR DELETE ON "odds_change"
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_markets();
CREATE TRIGGER market_change_only_grows BEFORE UPDATE OR DELETE ON "market_change"
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_markets();

-- What a bet must know of a selection, its market and its event.
CREATE VIEW "selection_for_bets" AS
  SELECT s.id, s.outcome, s.name, s.odds_milli, s.odds_version, s.status,
    m.id AS market_id, m.type AS market_type, m.line_milli, m.name AS market_name, m.is_live, m.status AS market_status,
    m.version AS market_version, m.max_stake_minor, m.settlement_revision,
    e.id AS event_id, e.sport_id, e.competition_id, e.name AS event_name, e.starts_at, e.status AS event_status
  FROM "selection" s JOIN "market" m ON m.id = s.market_id JOIN "sport_event" e ON e.id = m.event_id;

-- Selections with what decides whether they take bets. Their markets are locked first, in the order of their ids, so that
-- nothing of them changes before the bet is saved; the second statement then reads what the lock waited for.
CREATE FUNCTION lock_selections_for_bets(wanted TEXT[])
RETURNS TABLE (id TEXT, outcome TEXT, name TEXT, odds_milli INTEGER, odds_version INTEGER, status TEXT,
  market_id TEXT, market_type TEXT, line_milli INTEGER, market_name TEXT, is_live BOOLEAN, market_status TEXT,
  market_version INTEGER, max_stake_minor BIGINT, settlement_revision INTEGER,
  event_id TEXT, sport_id TEXT, competition_id TEXT, event_name TEXT, starts_at TIMESTAMPTZ, event_status TEXT)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM FROM "market" m WHERE m.id IN (SELECT s.market_id FROM "selection" s WHERE s.id = ANY (wanted))
    ORDER BY m.id FOR SHARE;
  RETURN QUERY SELECT * FROM "selection_for_bets" b WHERE b.id = ANY (wanted);
END $$;
