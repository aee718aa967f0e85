-- CreateTable
CREATE TABLE "cash_out_offer" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "bet_id" TEXT NOT NULL,
    "bet_version" INTEGER NOT NULL,
    "stake_minor" BIGINT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cash_out_offer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "cash_out_offer_expires_at_idx" ON "cash_out_offer"("expires_at");

ALTER TABLE "cash_out_offer" ADD CONSTRAINT "cash_out_offer_amounts" CHECK ("stake_minor" > 0 AND "amount_minor" > 0);
