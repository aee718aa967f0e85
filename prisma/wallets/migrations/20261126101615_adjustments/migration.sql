-- CreateTable
CREATE TABLE "ledger_verification" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "since" TIMESTAMPTZ(3),
    "postings" BIGINT NOT NULL,
    "root" BYTEA NOT NULL,
    "break_count" INTEGER NOT NULL,
    "breaks" JSONB NOT NULL,

    CONSTRAINT "ledger_verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wallet_change" (
    "id" BIGSERIAL NOT NULL,
    "wallet_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "wallet_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wallet_adjustment" (
    "id" TEXT NOT NULL,
    "wallet_id" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "reason" TEXT,
    "status" TEXT NOT NULL,
    "proposed_by" TEXT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "wallet_adjustment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "wallet_change_wallet_id_id_idx" ON "wallet_change"("wallet_id", "id");

-- CreateIndex
CREATE INDEX "wallet_adjustment_wallet_id_proposed_at_idx" ON "wallet_adjustment"("wallet_id", "proposed_at");

-- By hand.
ALTER TABLE "wallet_change" ADD CONSTRAINT "wallet_change_kind" CHECK ("kind" IN ('FROZEN', 'UNFROZEN'));
-- Whoever proposes an adjustment does not approve it. A small one is posted at once, and decided by nobody else.
ALTER TABLE "wallet_adjustment" ADD CONSTRAINT "wallet_adjustment_status" CHECK (
  "amount_minor" <> 0 AND CASE "status"
    WHEN 'PROPOSED' THEN "decided_by" IS NULL AND "decided_at" IS NULL
    WHEN 'POSTED' THEN "decided_at" IS NOT NULL AND "decided_by" IS DISTINCT FROM "proposed_by"
    WHEN 'REJECTED' THEN "decided_by" IS NOT NULL AND "decided_at" IS NOT NULL
    ELSE false END);
-- small table: wallet_adjustment, this migration makes it.
CREATE INDEX "wallet_adjustment_open" ON "wallet_adjustment" ("proposed_at") WHERE "status" = 'PROPOSED';
