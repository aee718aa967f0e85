-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "ledger_code" (
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "has_owner" BOOLEAN NOT NULL,
    "may_be_negative" BOOLEAN NOT NULL,

    CONSTRAINT "ledger_code_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "ledger_account" (
    "id" BIGSERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "stripe" SMALLINT NOT NULL,
    "is_debit_normal" BOOLEAN NOT NULL,
    "may_be_negative" BOOLEAN NOT NULL,
    "frozen" BOOLEAN NOT NULL DEFAULT false,
    "debits_minor" BIGINT NOT NULL DEFAULT 0,
    "credits_minor" BIGINT NOT NULL DEFAULT 0,
    "pending_debits_minor" BIGINT NOT NULL DEFAULT 0,
    "pending_credits_minor" BIGINT NOT NULL DEFAULT 0,
    "postings" BIGINT NOT NULL DEFAULT 0,
    "head" BYTEA NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ledger_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_transaction" (
    "id" BIGSERIAL NOT NULL,
    "reference" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "transfers" TEXT NOT NULL,
    "about" JSONB NOT NULL,
    "reason" TEXT,
    "actor_id" TEXT,
    "hold_id" BIGINT,
    "reverses" BIGINT,
    "digest" BYTEA NOT NULL,

    CONSTRAINT "ledger_transaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_posting" (
    "account_id" BIGINT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "transaction_id" BIGINT NOT NULL,
    "side" CHAR(1) NOT NULL,
    "is_pending" BOOLEAN NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "balance_minor" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "ledger_posting_pkey" PRIMARY KEY ("account_id","sequence")
);

-- CreateTable
CREATE TABLE "ledger_hold" (
    "transaction_id" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "posted_minor" BIGINT NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "ledger_hold_pkey" PRIMARY KEY ("transaction_id")
);

-- CreateTable
CREATE TABLE "wallet" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "name" TEXT,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "wallet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "position" BIGSERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "aggregatetype" TEXT NOT NULL,
    "aggregateid" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "refused_at" TIMESTAMPTZ(3),
    "refusal" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "inbox" (
    "consumer" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("consumer","event_id")
);

-- CreateTable
CREATE TABLE "limits" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "limits_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "idempotency" (
    "owner" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_pkey" PRIMARY KEY ("owner","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "ledger_account_code_currency_owner_id_stripe_key" ON "ledger_account"("code", "currency", "owner_id", "stripe");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_transaction_reference_key" ON "ledger_transaction"("reference");

-- CreateIndex
CREATE INDEX "ledger_posting_at_idx" ON "ledger_posting" USING BRIN ("at");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_id_key" ON "outbox"("id");

-- CreateIndex
CREATE INDEX "inbox_processed_at_idx" ON "inbox" USING BRIN ("processed_at");

-- CreateIndex
CREATE INDEX "limits_ends_at_idx" ON "limits"("ends_at");

-- CreateIndex
CREATE INDEX "idempotency_created_at_idx" ON "idempotency"("created_at");

-- By hand.
CREATE INDEX "outbox_unsent" ON "outbox" ("position") WHERE "sent_at" IS NULL;
ALTER TABLE "limits" SET UNLOGGED;

ALTER TABLE "wallet" ADD CONSTRAINT "wallet_status" CHECK ("status" IN ('OPEN', 'FROZEN'));
-- One main wallet per owner and currency, and one pot of a name.
CREATE UNIQUE INDEX "wallet_owner" ON "wallet" ("owner_id", "currency", "name") NULLS NOT DISTINCT;
