-- CreateTable
CREATE TABLE "payout_account" (
    "seller_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "provider_ref" TEXT NOT NULL,
    "country" CHAR(2) NOT NULL,
    "payouts_enabled" BOOLEAN NOT NULL DEFAULT false,
    "requirements" TEXT[],
    "disabled_reason" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payout_account_pkey" PRIMARY KEY ("seller_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "payout_account_provider_ref_key" ON "payout_account"("provider_ref");

-- CreateIndex
CREATE INDEX "payout_account_user_id_idx" ON "payout_account"("user_id");

-- Money that is paid out to sellers, also by Stripe.
ALTER TABLE "disbursement"
  DROP CONSTRAINT "disbursement_status_check",
  ADD CONSTRAINT "disbursement_status_check" CHECK ("status" IN ('CREATED', 'PENDING', 'UNKNOWN', 'SUCCEEDED', 'FAILED', 'RETURNED')),
  DROP CONSTRAINT "disbursement_purpose_check",
  ADD CONSTRAINT "disbursement_purpose_check" CHECK ("purpose" IN ('WITHDRAWAL', 'RETURN', 'PAYOUT')),
  DROP CONSTRAINT "disbursement_kind_check",
  ADD CONSTRAINT "disbursement_kind_check" CHECK ("kind" IN ('B2C', 'REVERSAL', 'TRANSFER')),
  DROP CONSTRAINT "disbursement_failure_check",
  ADD CONSTRAINT "disbursement_failure_check" CHECK (("status" IN ('FAILED', 'RETURNED')) = ("failure_code" IS NOT NULL)),
  ADD CONSTRAINT "disbursement_transfer_check" CHECK (("kind" = 'TRANSFER') = ("provider" = 'stripe') AND ("status" <> 'RETURNED' OR "kind" = 'TRANSFER'));
