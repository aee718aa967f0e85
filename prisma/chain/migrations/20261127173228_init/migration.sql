-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "store" (
    "id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "mint_quota" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "store_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "store_member" (
    "store_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "store_member_pkey" PRIMARY KEY ("store_id","user_id")
);

-- CreateTable
CREATE TABLE "collection" (
    "id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "royalty_basis_points" INTEGER NOT NULL,
    "royalty_receiver" TEXT,
    "status" TEXT NOT NULL,
    "failure" TEXT,
    "chain_id" INTEGER NOT NULL,
    "address" TEXT,
    "tokens" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "deployed_at" TIMESTAMPTZ(3),

    CONSTRAINT "collection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "token" (
    "id" TEXT NOT NULL,
    "collection_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "image_url" TEXT,
    "max_supply" INTEGER NOT NULL,
    "reserved" INTEGER NOT NULL DEFAULT 0,
    "minted" INTEGER NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL,
    "failure" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mint" (
    "id" TEXT NOT NULL,
    "token_id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "reference" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "failure" TEXT,
    "transaction_hash" TEXT,
    "block_number" BIGINT,
    "requested_by" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "mint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chain_call" (
    "id" TEXT NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "after_id" TEXT,
    "status" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "chain_call_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chain_nonce" (
    "chain_id" INTEGER NOT NULL,
    "signer" TEXT NOT NULL,
    "nonce" INTEGER NOT NULL,
    "call_id" TEXT NOT NULL,
    "recipient" TEXT,
    "data" TEXT NOT NULL,
    "gas" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "block_number" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "chain_nonce_pkey" PRIMARY KEY ("chain_id","signer","nonce")
);

-- CreateTable
CREATE TABLE "chain_transaction" (
    "hash" TEXT NOT NULL,
    "chain_id" INTEGER NOT NULL,
    "signer" TEXT NOT NULL,
    "nonce" INTEGER NOT NULL,
    "raw" TEXT NOT NULL,
    "max_fee" DECIMAL(38,0) NOT NULL,
    "priority_fee" DECIMAL(38,0) NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chain_transaction_pkey" PRIMARY KEY ("hash")
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
CREATE INDEX "store_member_user_id_idx" ON "store_member"("user_id");

-- CreateIndex
CREATE INDEX "collection_store_id_created_at_id_idx" ON "collection"("store_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "token_collection_id_number_key" ON "token"("collection_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "mint_reference_key" ON "mint"("reference");

-- CreateIndex
CREATE INDEX "mint_store_id_created_at_idx" ON "mint"("store_id", "created_at");

-- CreateIndex
CREATE INDEX "mint_token_id_created_at_id_idx" ON "mint"("token_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "mint_requested_by_idx" ON "mint"("requested_by");

-- CreateIndex
CREATE UNIQUE INDEX "chain_call_position_key" ON "chain_call"("position");

-- CreateIndex
CREATE INDEX "chain_call_after_id_idx" ON "chain_call"("after_id");

-- CreateIndex
CREATE UNIQUE INDEX "chain_call_kind_subject_id_key" ON "chain_call"("kind", "subject_id");

-- CreateIndex
CREATE INDEX "chain_nonce_call_id_idx" ON "chain_nonce"("call_id");

-- CreateIndex
CREATE INDEX "chain_transaction_chain_id_signer_nonce_idx" ON "chain_transaction"("chain_id", "signer", "nonce");

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

CREATE INDEX "chain_call_queued" ON "chain_call" ("due_at", "position") WHERE "status" = 'QUEUED';
CREATE INDEX "chain_nonce_open" ON "chain_nonce" ("chain_id", "signer", "nonce") WHERE "status" = 'OPEN';
-- A call has one transaction under way, and takes effect once.
CREATE UNIQUE INDEX "chain_nonce_of_call" ON "chain_nonce" ("call_id") WHERE "status" IN ('OPEN', 'SUCCEEDED');

ALTER TABLE "collection"
  ADD CONSTRAINT "collection_status" CHECK ("status" IN ('PENDING', 'DEPLOYING', 'DEPLOYED', 'FAILED')),
  ADD CONSTRAINT "collection_address" CHECK (("status" = 'DEPLOYED') = ("address" IS NOT NULL)),
  ADD CONSTRAINT "collection_deployed_at" CHECK (("status" = 'DEPLOYED') = ("deployed_at" IS NOT NULL)),
  ADD CONSTRAINT "collection_failure" CHECK (("status" = 'FAILED') = ("failure" IS NOT NULL)),
  ADD CONSTRAINT "collection_royalty" CHECK (
    "royalty_basis_points" BETWEEN 0 AND 10000 AND ("royalty_basis_points" > 0) = ("royalty_receiver" IS NOT NULL));

ALTER TABLE "token"
  ADD CONSTRAINT "token_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collection"("id"),
  ADD CONSTRAINT "token_status" CHECK ("status" IN ('PENDING', 'CREATED', 'FAILED')),
  ADD CONSTRAINT "token_failure" CHECK (("status" = 'FAILED') = ("failure" IS NOT NULL)),
  ADD CONSTRAINT "token_supply" CHECK (0 <= "minted" AND "minted" <= "reserved" AND "reserved" <= "max_supply" AND "max_supply" > 0);

ALTER TABLE "mint"
  ADD CONSTRAINT "mint_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "token"("id"),
  ADD CONSTRAINT "mint_status" CHECK ("status" IN ('RESERVED', 'QUEUED', 'SUBMITTED', 'CONFIRMED', 'FAILED')),
  ADD CONSTRAINT "mint_failure" CHECK (("status" = 'FAILED') = ("failure" IS NOT NULL)),
  ADD CONSTRAINT "mint_confirmed_at" CHECK (("status" = 'CONFIRMED') = ("confirmed_at" IS NOT NULL)),
  ADD CONSTRAINT "mint_amount" CHECK ("amount" > 0);

ALTER TABLE "chain_call"
  ADD CONSTRAINT "chain_call_kind" CHECK ("kind" IN ('DEPLOY', 'CREATE_TOKEN', 'MINT')),
  ADD CONSTRAINT "chain_call_status" CHECK ("status" IN ('QUEUED', 'SENT', 'DONE', 'FAILED')),
  ADD CONSTRAINT "chain_call_ended_at" CHECK (("status" IN ('DONE', 'FAILED')) = ("ended_at" IS NOT NULL));

ALTER TABLE "chain_nonce"
  ADD CONSTRAINT "chain_nonce_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "chain_call"("id"),
  ADD CONSTRAINT "chain_nonce_status" CHECK ("status" IN ('OPEN', 'SUCCEEDED', 'REVERTED', 'LOST')),
  ADD CONSTRAINT "chain_nonce_settled_at" CHECK (("status" = 'OPEN') = ("settled_at" IS NULL));

ALTER TABLE "chain_transaction"
  ADD CONSTRAINT "chain_transaction_nonce_fkey" FOREIGN KEY ("chain_id", "signer", "nonce")
    REFERENCES "chain_nonce"("chain_id", "signer", "nonce");
