-- CreateTable
CREATE TABLE "subscription_reversal" (
    "provider" TEXT NOT NULL,
    "provider_ref" TEXT NOT NULL,
    "invoice_ref" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "fee_minor" BIGINT NOT NULL DEFAULT 0,
    "fee_currency" CHAR(3),
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscription_reversal_pkey" PRIMARY KEY ("provider","provider_ref")
);

-- CreateIndex
CREATE INDEX "subscription_reversal_provider_invoice_ref_idx" ON "subscription_reversal"("provider", "invoice_ref");

-- AddForeignKey
ALTER TABLE "subscription_reversal" ADD CONSTRAINT "subscription_reversal_provider_invoice_ref_fkey" FOREIGN KEY ("provider", "invoice_ref") REFERENCES "subscription_invoice"("provider", "provider_ref") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "subscription_reversal"
  ADD CONSTRAINT "subscription_reversal_amount_check" CHECK ("amount_minor" > 0 AND "fee_minor" >= 0),
  ADD CONSTRAINT "subscription_reversal_fee_check" CHECK (("fee_minor" > 0) = ("fee_currency" IS NOT NULL)),
  ADD CONSTRAINT "subscription_reversal_status_check" CHECK (
    ("kind" = 'REFUND' AND "status" IN ('REFUNDED', 'FAILED')) OR ("kind" = 'DISPUTE' AND "status" IN ('OPEN', 'WON', 'LOST')));
