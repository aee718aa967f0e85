-- AlterTable
ALTER TABLE "mint" ADD COLUMN     "user_id" TEXT;

-- CreateTable
CREATE TABLE "chain_wallet" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "sealed_key" TEXT,
    "exported_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chain_wallet_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "chain_wallet_address_key" ON "chain_wallet"("address");

-- CreateIndex
CREATE INDEX "chain_wallet_user_id_created_at_id_idx" ON "chain_wallet"("user_id", "created_at", "id");

-- By hand.
-- Somebody has one custodial wallet, and one linked wallet that gets their items.
CREATE UNIQUE INDEX "chain_wallet_custodial" ON "chain_wallet" ("user_id") WHERE "kind" = 'CUSTODIAL';
CREATE UNIQUE INDEX "chain_wallet_default" ON "chain_wallet" ("user_id") WHERE "is_default";

ALTER TABLE "chain_wallet"
  ADD CONSTRAINT "chain_wallet_kind" CHECK ("kind" IN ('LINKED', 'CUSTODIAL')),
  ADD CONSTRAINT "chain_wallet_address" CHECK ("address" ~ '^0x[0-9a-f]{40}$'),
  ADD CONSTRAINT "chain_wallet_key" CHECK (("kind" = 'CUSTODIAL') = ("sealed_key" IS NOT NULL)),
  ADD CONSTRAINT "chain_wallet_chosen" CHECK (NOT "is_default" OR "kind" = 'LINKED'),
  ADD CONSTRAINT "chain_wallet_exported" CHECK ("exported_at" IS NULL OR "kind" = 'CUSTODIAL');
