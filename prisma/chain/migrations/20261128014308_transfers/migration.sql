-- AlterTable
ALTER TABLE "collection" ADD COLUMN     "contract_version" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "token_transfer" (
    "id" TEXT NOT NULL,
    "token_id" TEXT NOT NULL,
    "user_id" TEXT,
    "sender" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "reference" TEXT NOT NULL,
    "deadline" TIMESTAMPTZ(3) NOT NULL,
    "signature" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "failure" TEXT,
    "transaction_hash" TEXT,
    "block_number" BIGINT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "token_transfer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "token_transfer_reference_key" ON "token_transfer"("reference");

-- CreateIndex
CREATE INDEX "token_transfer_sender_token_id_idx" ON "token_transfer"("sender", "token_id");

-- CreateIndex
CREATE INDEX "token_transfer_user_id_idx" ON "token_transfer"("user_id");

-- By hand.
ALTER TABLE "token_transfer"
  ADD CONSTRAINT "token_transfer_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "token"("id"),
  ADD CONSTRAINT "token_transfer_sender" CHECK ("sender" ~ '^0x[0-9a-f]{40}$'),
  ADD CONSTRAINT "token_transfer_amount" CHECK ("amount" > 0),
  ADD CONSTRAINT "token_transfer_status" CHECK ("status" IN ('QUEUED', 'SUBMITTED', 'CONFIRMED', 'FAILED')),
  ADD CONSTRAINT "token_transfer_failure" CHECK (("status" = 'FAILED') = ("failure" IS NOT NULL)),
  ADD CONSTRAINT "token_transfer_confirmed_at" CHECK (("status" = 'CONFIRMED') = ("confirmed_at" IS NOT NULL));
ALTER TABLE "chain_call"
  DROP CONSTRAINT "chain_call_kind",
  ADD CONSTRAINT "chain_call_kind" CHECK ("kind" IN ('DEPLOY', 'CREATE_TOKEN', 'MINT', 'MINT_BATCH', 'TRANSFER'));
