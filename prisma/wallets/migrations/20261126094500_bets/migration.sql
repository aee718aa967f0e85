-- CreateTable
CREATE TABLE "bet" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "stake_minor" BIGINT NOT NULL,
    "unit_stake_minor" BIGINT NOT NULL,
    "lines" INTEGER NOT NULL,
    "system_sizes" INTEGER[],
    "potential_return_minor" BIGINT NOT NULL,
    "open_stake_minor" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "odds_policy" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "return_minor" BIGINT,
    "settlement_revision" INTEGER NOT NULL DEFAULT 0,
    "cashed_out_minor" BIGINT NOT NULL DEFAULT 0,
    "cash_outs" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "bet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bet_leg" (
    "bet_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "selection_id" TEXT NOT NULL,
    "market_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "odds_milli" INTEGER NOT NULL,
    "odds_version" INTEGER NOT NULL,
    "is_banker" BOOLEAN NOT NULL,
    "result" TEXT,
    "result_numerator" INTEGER,
    "result_denominator" INTEGER,
    "settled_revision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "bet_leg_pkey" PRIMARY KEY ("bet_id","position")
);

-- CreateTable
CREATE TABLE "bet_history" (
    "id" BIGSERIAL NOT NULL,
    "bet_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "reason" TEXT,
    "amount_minor" BIGINT NOT NULL,
    "reference" TEXT,

    CONSTRAINT "bet_history_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cash_out" (
    "bet_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "stake_minor" BIGINT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cash_out_pkey" PRIMARY KEY ("bet_id","number")
);

-- CreateTable
CREATE TABLE "exposure" (
    "scope" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "bets" INTEGER NOT NULL,
    "stake_minor" BIGINT NOT NULL,
    "open_minor" BIGINT NOT NULL,

    CONSTRAINT "exposure_pkey" PRIMARY KEY ("scope","subject_id","currency")
);

-- CreateTable
CREATE TABLE "betting_limit" (
    "currency" CHAR(3) NOT NULL,
    "min_stake_minor" BIGINT NOT NULL,
    "max_stake_minor" BIGINT NOT NULL,
    "max_return_minor" BIGINT NOT NULL,
    "selection_max_minor" BIGINT NOT NULL,
    "market_max_minor" BIGINT NOT NULL,
    "event_max_minor" BIGINT NOT NULL,
    "user_max_minor" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "betting_limit_pkey" PRIMARY KEY ("currency")
);

-- CreateIndex
CREATE INDEX "bet_user_id_placed_at_id_idx" ON "bet"("user_id", "placed_at", "id");

-- CreateIndex
CREATE INDEX "bet_placed_at_id_idx" ON "bet"("placed_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "bet_user_id_idempotency_key_key" ON "bet"("user_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "bet_leg_market_id_bet_id_idx" ON "bet_leg"("market_id", "bet_id");

-- CreateIndex
CREATE INDEX "bet_history_bet_id_id_idx" ON "bet_history"("bet_id", "id");

-- AddForeignKey
ALTER TABLE "bet_leg" ADD CONSTRAINT "bet_leg_bet_id_fkey" FOREIGN KEY ("bet_id") REFERENCES "bet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bet_history" ADD CONSTRAINT "bet_history_bet_id_fkey" FOREIGN KEY ("bet_id") REFERENCES "bet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cash_out" ADD CONSTRAINT "cash_out_bet_id_fkey" FOREIGN KEY ("bet_id") REFERENCES "bet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What Prisma's schema cannot say.

ALTER TABLE "bet"
  ADD CONSTRAINT "bet_kind" CHECK ("kind" IN ('SINGLE', 'ACCUMULATOR', 'SYSTEM')),
  ADD CONSTRAINT "bet_status" CHECK ("status" IN ('ACCEPTED', 'CANCELLED', 'WON', 'LOST', 'VOID', 'CASHED_OUT')),
  ADD CONSTRAINT "bet_odds_policy" CHECK ("odds_policy" IN ('NONE', 'BETTER', 'ANY')),
  ADD CONSTRAINT "bet_amounts" CHECK ("lines" > 0 AND "unit_stake_minor" > 0 AND "stake_minor" >= "unit_stake_minor" * "lines"
    AND least("potential_return_minor", "cashed_out_minor", "cash_outs", coalesce("return_minor", 0)) >= 0),
  ADD CONSTRAINT "bet_open_stake" CHECK ("open_stake_minor" = CASE "status" WHEN 'ACCEPTED' THEN "unit_stake_minor" * "lines" ELSE 0 END);

ALTER TABLE "bet_leg"
  ADD CONSTRAINT "bet_leg_odds" CHECK ("odds_milli" > 1000),
  ADD CONSTRAINT "bet_leg_result" CHECK ("result" IN ('WON', 'LOST', 'VOID', 'HALF_WON', 'HALF_LOST', 'DEAD_HEAT')),
  ADD CONSTRAINT "bet_leg_dead_heat" CHECK (CASE WHEN "result" = 'DEAD_HEAT'
    THEN ("result_numerator" BETWEEN 1 AND "result_denominator") IS TRUE
    ELSE num_nonnulls("result_numerator", "result_denominator") = 0 END);

CREATE FUNCTION "refuse_history_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % are never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER "bet_history_is_append_only" BEFORE UPDATE OR DELETE ON "bet_history"
  FOR EACH ROW EXECUTE FUNCTION "refuse_history_change"();
CREATE TRIGGER "cash_out_is_append_only" BEFORE UPDATE OR DELETE ON "cash_out"
  FOR EACH ROW EXECUTE FUNCTION "refuse_history_change"();

ALTER TABLE "cash_out" ADD CONSTRAINT "cash_out_amounts" CHECK ("stake_minor" > 0 AND "amount_minor" > 0);

ALTER TABLE "exposure"
  ADD CONSTRAINT "exposure_scope" CHECK ("scope" IN ('SELECTION', 'MARKET', 'EVENT', 'USER')),
  ADD CONSTRAINT "exposure_amounts" CHECK (least("bets", "stake_minor", "open_minor") >= 0);
-- Rows of a popular event change with every bet: room on their pages keeps these changes out of the index.
ALTER TABLE "exposure" SET (fillfactor = 25, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

ALTER TABLE "betting_limit" ADD CONSTRAINT "betting_limit_amounts" CHECK (0 < "min_stake_minor" AND "min_stake_minor" <= "max_stake_minor"
  AND "max_stake_minor" <= "max_return_minor"
  AND "max_return_minor" <= least("selection_max_minor", "market_max_minor", "event_max_minor", "user_max_minor"));
INSERT INTO "betting_limit" ("currency", "min_stake_minor", "max_stake_minor", "max_return_minor", "selection_max_minor", "market_max_minor",
  "event_max_minor", "user_max_minor", "updated_at")
SELECT "currency", "min", 5000 * "min", 100000 * "min", 1000000 * "min", 2500000 * "min", 5000000 * "min", 500000 * "min", '2026-11-26 00:00:00+00'
FROM (VALUES ('KES', 2000::bigint), ('UGX', 500), ('TZS', 50000), ('RWF', 200), ('NGN', 10000), ('GHS', 200), ('ZAR', 300), ('ZMW', 500),
  ('EUR', 20), ('USD', 20), ('GBP', 20)) AS "data" ("currency", "min");
