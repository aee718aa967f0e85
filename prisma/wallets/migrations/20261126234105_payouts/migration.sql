-- AlterTable
ALTER TABLE "sale_order" ADD COLUMN     "fulfilled_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "sale" ALTER COLUMN "available_at" DROP NOT NULL;

-- CreateTable
CREATE TABLE "payout" (
    "id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "available_minor" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "masked" TEXT,
    "method_digest" TEXT NOT NULL,
    "run_id" TEXT,
    "bank_file_id" TEXT,
    "receipt" TEXT,
    "failure_code" TEXT,
    "failure_message" TEXT,
    "provider_version" INTEGER NOT NULL DEFAULT 0,
    "submitted_at" TIMESTAMPTZ(3),
    "paid_at" TIMESTAMPTZ(3),
    "returned_at" TIMESTAMPTZ(3),
    "look_at" TIMESTAMPTZ(3),
    "correlation_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payout_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payout_history" (
    "payout_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "from" TEXT,
    "to" TEXT NOT NULL,
    "by_kind" TEXT NOT NULL,
    "by_id" TEXT,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payout_history_pkey" PRIMARY KEY ("payout_id","version")
);

-- CreateTable
CREATE TABLE "payout_run" (
    "id" TEXT NOT NULL,
    "currency" CHAR(3),
    "requested_by" TEXT NOT NULL,
    "run_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "payout_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payout_block" (
    "seller_id" TEXT NOT NULL,
    "payout_id" TEXT NOT NULL,
    "method_digest" TEXT NOT NULL,
    "failure_code" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payout_block_pkey" PRIMARY KEY ("seller_id")
);

-- CreateTable
CREATE TABLE "bank_file" (
    "id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "status" TEXT NOT NULL,
    "payment_count" INTEGER NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "sealed" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),
    "paid_by" TEXT,

    CONSTRAINT "bank_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sale_case" (
    "case_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "sale_case_pkey" PRIMARY KEY ("case_id")
);

-- CreateIndex
CREATE INDEX "payout_seller_id_created_at_id_idx" ON "payout"("seller_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "payout_created_at_id_idx" ON "payout"("created_at", "id");

-- CreateIndex
CREATE INDEX "payout_bank_file_id_idx" ON "payout"("bank_file_id");

-- CreateIndex
CREATE INDEX "payout_user_id_idx" ON "payout"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "payout_run_id_seller_id_currency_key" ON "payout"("run_id", "seller_id", "currency");

-- CreateIndex
CREATE UNIQUE INDEX "payout_run_requested_by_run_key_key" ON "payout_run"("requested_by", "run_key");

-- CreateIndex
CREATE INDEX "bank_file_created_at_id_idx" ON "bank_file"("created_at", "id");

-- CreateIndex
CREATE INDEX "sale_case_order_id_idx" ON "sale_case"("order_id");

-- AddForeignKey
ALTER TABLE "payout" ADD CONSTRAINT "payout_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "payout_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payout" ADD CONSTRAINT "payout_bank_file_id_fkey" FOREIGN KEY ("bank_file_id") REFERENCES "bank_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payout_history" ADD CONSTRAINT "payout_history_payout_id_fkey" FOREIGN KEY ("payout_id") REFERENCES "payout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Payouts by file leave the account at Soko's bank.
INSERT INTO "ledger_code" ("code", "kind", "has_owner", "may_be_negative") VALUES ('bank_clearing', 'asset', false, true);

-- Sales that are in the ledger already were delivered before they were captured.
UPDATE "sale_order" o SET "fulfilled_at" = s."captured_at" FROM "sale" s WHERE s."order_id" = o."order_id";

ALTER TABLE "payout"
  ADD CONSTRAINT "payout_status_check" CHECK ("status" IN ('SCHEDULED', 'PROCESSING', 'PAID', 'FAILED', 'RETURNED')),
  ADD CONSTRAINT "payout_kind_check" CHECK ("kind" IN ('MPESA', 'STRIPE', 'BANK_ACCOUNT')),
  -- No payout is made of more than the seller could have.
  ADD CONSTRAINT "payout_covered_check" CHECK ("amount_minor" > 0 AND "amount_minor" <= "available_minor"),
  ADD CONSTRAINT "payout_failure_check" CHECK (("status" IN ('FAILED', 'RETURNED')) = ("failure_code" IS NOT NULL)),
  ADD CONSTRAINT "payout_paid_check" CHECK (("status" IN ('PAID', 'RETURNED')) = ("paid_at" IS NOT NULL)),
  ADD CONSTRAINT "payout_returned_check" CHECK (("status" = 'RETURNED') = ("returned_at" IS NOT NULL)),
  ADD CONSTRAINT "payout_file_check" CHECK ("bank_file_id" IS NULL OR "kind" = 'BANK_ACCOUNT' AND "status" <> 'SCHEDULED');
CREATE INDEX "payout_look_at" ON "payout" ("look_at") WHERE "look_at" IS NOT NULL;
CREATE INDEX "payout_for_bank" ON "payout" ("id") WHERE "status" = 'SCHEDULED' AND "kind" = 'BANK_ACCOUNT';

ALTER TABLE "bank_file"
  ADD CONSTRAINT "bank_file_status_check" CHECK ("status" IN ('CREATED', 'PAID')),
  ADD CONSTRAINT "bank_file_paid_check" CHECK (("status" = 'PAID') = ("paid_at" IS NOT NULL) AND ("paid_at" IS NULL) = ("paid_by" IS NULL)),
  ADD CONSTRAINT "bank_file_total_check" CHECK ("payment_count" > 0 AND "total_minor" > 0);
CREATE INDEX "bank_file_paid_at" ON "bank_file" ("paid_at") WHERE "sealed" IS NOT NULL;

ALTER TABLE "sale_case"
  ADD CONSTRAINT "sale_case_kind_check" CHECK ("kind" IN ('RETURN', 'DISPUTE'));
CREATE INDEX "sale_case_open" ON "sale_case" ("order_id") WHERE "closed_at" IS NULL;
