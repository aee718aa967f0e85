-- CreateTable
CREATE TABLE "payment_dispute" (
    "provider" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reason" TEXT,
    "evidence_due_at" TIMESTAMPTZ(3),
    "fee_minor" BIGINT NOT NULL DEFAULT 0,
    "fee_currency" CHAR(3),
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_dispute_pkey" PRIMARY KEY ("provider","ref")
);

-- CreateIndex
CREATE INDEX "payment_dispute_payment_id_idx" ON "payment_dispute"("payment_id");

ALTER TABLE "payment_dispute"
  ADD CONSTRAINT "payment_dispute_status" CHECK ("status" IN ('OPEN', 'WON', 'LOST')),
  ADD CONSTRAINT "payment_dispute_amount" CHECK ("amount_minor" > 0),
  ADD CONSTRAINT "payment_dispute_fee" CHECK ("fee_minor" >= 0 AND ("fee_minor" = 0 OR "fee_currency" IS NOT NULL));
