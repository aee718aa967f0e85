-- CreateTable
CREATE TABLE "bet_digest" (
    "user_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "bets" INTEGER NOT NULL DEFAULT 0,
    "won" INTEGER NOT NULL DEFAULT 0,
    "corrected" INTEGER NOT NULL DEFAULT 0,
    "stake_minor" BIGINT NOT NULL DEFAULT 0,
    "paid_minor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "bet_digest_pkey" PRIMARY KEY ("user_id","day","currency")
);

-- CreateIndex
CREATE INDEX "bet_digest_day_idx" ON "bet_digest"("day");
