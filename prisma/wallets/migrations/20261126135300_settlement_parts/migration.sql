-- CreateTable
CREATE TABLE "settlement_part" (
    "run_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "cursor" TEXT NOT NULL DEFAULT '',
    "until" TEXT,
    "bets_done" INTEGER NOT NULL DEFAULT 0,
    "bets_settled" INTEGER NOT NULL DEFAULT 0,
    "turn" BIGSERIAL NOT NULL,

    CONSTRAINT "settlement_part_pkey" PRIMARY KEY ("run_id","number")
);

-- CreateTable
CREATE TABLE "set_aside_bet" (
    "bet_id" TEXT NOT NULL,
    "market_id" TEXT NOT NULL,
    "error" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 1,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "failed_at" TIMESTAMPTZ(3) NOT NULL,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "set_aside_bet_pkey" PRIMARY KEY ("bet_id","market_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "settlement_part_turn_key" ON "settlement_part"("turn");

-- CreateIndex
CREATE INDEX "set_aside_bet_next_try_at_idx" ON "set_aside_bet"("next_try_at");

-- CreateIndex
CREATE INDEX "set_aside_bet_market_id_idx" ON "set_aside_bet"("market_id");

-- CreateIndex
CREATE INDEX "set_aside_bet_since_bet_id_idx" ON "set_aside_bet"("since", "bet_id");

-- AddForeignKey
ALTER TABLE "settlement_part" ADD CONSTRAINT "settlement_part_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "settlement_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.
ALTER TABLE "settlement_part" ADD CONSTRAINT "settlement_part_counts" CHECK ("bets_settled" BETWEEN 0 AND "bets_done");
ALTER TABLE "set_aside_bet" ADD CONSTRAINT "set_aside_bet_tries" CHECK ("tries" > 0 AND "since" <= "failed_at");

-- Runs that have not ended go on where they are.
INSERT INTO "settlement_part" ("run_id", "number", "cursor") SELECT "id", 1, "cursor" FROM "settlement_run" WHERE "status" = 'RUNNING';
ALTER TABLE "settlement_run" DROP COLUMN "cursor",
DROP COLUMN "turn";

