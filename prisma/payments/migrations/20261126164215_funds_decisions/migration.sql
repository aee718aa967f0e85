-- AlterTable
ALTER TABLE "payment" ADD COLUMN     "charged_back_minor" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "disbursement" ADD COLUMN     "reversed_receipt" TEXT;

-- AlterTable
ALTER TABLE "unmatched_funds" ADD COLUMN     "confirmed_at" TIMESTAMPTZ(3),
ADD COLUMN     "is_booked" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "resolved_at" TIMESTAMPTZ(3),
ADD COLUMN     "status" TEXT NOT NULL DEFAULT 'OPEN',
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "is_claimed" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "funds_decision" (
    "id" TEXT NOT NULL,
    "unmatched_id" TEXT NOT NULL,
    "resolution" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "wallet_id" TEXT,
    "deposit_id" TEXT,
    "owner_id" TEXT,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT,
    "reason" TEXT,
    "failure" TEXT,
    "idempotency_key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "proposed_by" TEXT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "correlation_id" TEXT NOT NULL,

    CONSTRAINT "funds_decision_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "funds_decision_unmatched_id_proposed_at_idx" ON "funds_decision"("unmatched_id", "proposed_at");

-- CreateIndex
CREATE INDEX "funds_decision_owner_id_idx" ON "funds_decision"("owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "funds_decision_proposed_by_idempotency_key_key" ON "funds_decision"("proposed_by", "idempotency_key");

-- AddForeignKey
ALTER TABLE "funds_decision" ADD CONSTRAINT "funds_decision_unmatched_id_fkey" FOREIGN KEY ("unmatched_id") REFERENCES "unmatched_funds"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a lost dispute took was not kept: all that was not refunded.
UPDATE "payment" SET "charged_back_minor" = "captured_minor" - "refunded_minor" WHERE "status" = 'CHARGED_BACK';
ALTER TABLE "payment" ADD CONSTRAINT "payment_charged_back_check" CHECK ("charged_back_minor" BETWEEN 0 AND "captured_minor");

ALTER TABLE "unmatched_funds"
  ADD CONSTRAINT "unmatched_funds_status_check" CHECK ("status" IN ('OPEN', 'DECIDING', 'RESOLVED')),
  ADD CONSTRAINT "unmatched_funds_resolved_check" CHECK (("status" = 'RESOLVED') = ("resolved_at" IS NOT NULL)),
  ADD CONSTRAINT "unmatched_funds_booked_check" CHECK (NOT "is_booked" OR "status" = 'RESOLVED' AND "amount_minor" IS NOT NULL);

ALTER TABLE "funds_decision"
  ADD CONSTRAINT "funds_decision_resolution_check" CHECK ("resolution" IN ('WALLET', 'DEPOSIT', 'RETURN', 'WRITE_OFF', 'DISMISS')),
  ADD CONSTRAINT "funds_decision_status_check" CHECK ("status" IN ('PROPOSED', 'CHECKING', 'RETURNING', 'APPLIED', 'REJECTED', 'FAILED')),
  ADD CONSTRAINT "funds_decision_wallet_check" CHECK (("resolution" = 'WALLET') = ("wallet_id" IS NOT NULL)),
  ADD CONSTRAINT "funds_decision_deposit_check" CHECK (("resolution" = 'DEPOSIT') = ("deposit_id" IS NOT NULL)),
  ADD CONSTRAINT "funds_decision_ended_check" CHECK (("status" IN ('APPLIED', 'REJECTED', 'FAILED')) = ("ended_at" IS NOT NULL)),
  ADD CONSTRAINT "funds_decision_second_check" CHECK ("decided_by" <> "proposed_by" OR "status" = 'REJECTED');
-- Funds are decided about once.
CREATE UNIQUE INDEX "funds_decision_one" ON "funds_decision"("unmatched_id") WHERE "status" NOT IN ('REJECTED', 'FAILED');
CREATE INDEX "funds_decision_due" ON "funds_decision"("due_at") WHERE "due_at" IS NOT NULL;
CREATE INDEX "funds_decision_alone" ON "funds_decision"("proposed_by", "currency", "proposed_at");
-- Two reports may tell of one receipt: its money is booked once.
-- small table: unmatched_funds, one row per report that fits nothing
CREATE UNIQUE INDEX "unmatched_funds_claimed" ON "unmatched_funds"("provider", "receipt") WHERE "is_claimed" AND "kind" <> 'return';
