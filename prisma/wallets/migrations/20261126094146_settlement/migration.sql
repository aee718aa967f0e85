-- CreateTable
CREATE TABLE "settlement_run" (
    "id" TEXT NOT NULL,
    "market_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "cursor" TEXT NOT NULL DEFAULT '',
    "bets" INTEGER,
    "bets_done" INTEGER NOT NULL DEFAULT 0,
    "bets_settled" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "correlation_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "turn" BIGSERIAL NOT NULL,

    CONSTRAINT "settlement_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settlement_result" (
    "run_id" TEXT NOT NULL,
    "selection_id" TEXT NOT NULL,
    "result" TEXT,
    "numerator" INTEGER,
    "denominator" INTEGER,

    CONSTRAINT "settlement_result_pkey" PRIMARY KEY ("run_id","selection_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "settlement_run_market_id_revision_key" ON "settlement_run"("market_id", "revision");

-- AddForeignKey
ALTER TABLE "settlement_result" ADD CONSTRAINT "settlement_result_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "settlement_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.
ALTER TABLE "settlement_run"
  ADD CONSTRAINT "settlement_run_kind" CHECK ("kind" IN ('SETTLE', 'VOID', 'RESETTLE', 'ROLLBACK')),
  ADD CONSTRAINT "settlement_run_status" CHECK ("status" IN ('RUNNING', 'DONE') AND ("status" = 'DONE') = ("done_at" IS NOT NULL)),
  ADD CONSTRAINT "settlement_run_counts" CHECK ("revision" > 0 AND "bets_settled" BETWEEN 0 AND "bets_done"
    AND "bets_done" <= coalesce("bets", "bets_done"));
-- One run of a market at a time; and the runs that wait for a turn.
CREATE UNIQUE INDEX "settlement_run_running" ON "settlement_run" ("market_id") WHERE "status" = 'RUNNING';
CREATE INDEX "settlement_run_turn" ON "settlement_run" ("turn") WHERE "status" = 'RUNNING';

ALTER TABLE "settlement_result"
  ADD CONSTRAINT "settlement_result_result" CHECK ("result" IN ('WON', 'LOST', 'VOID', 'HALF_WON', 'HALF_LOST', 'DEAD_HEAT')),
  ADD CONSTRAINT "settlement_result_dead_heat" CHECK (CASE WHEN "result" = 'DEAD_HEAT'
    THEN num_nonnulls("numerator", "denominator") = 2 AND 0 < "numerator" AND "numerator" < "denominator"
    ELSE num_nonnulls("numerator", "denominator") = 0 END);
CREATE FUNCTION "refuse_result_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % are never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER "settlement_result_is_append_only" BEFORE UPDATE OR DELETE ON "settlement_result"
  FOR EACH ROW EXECUTE FUNCTION "refuse_result_change"();
