-- CreateTable
CREATE TABLE "wallet_key_export" (
    "id" TEXT NOT NULL,
    "wallet_id" TEXT NOT NULL,
    "challenge_id" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "exported_at" TIMESTAMPTZ(3),

    CONSTRAINT "wallet_key_export_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "wallet_key_export_challenge_id_key" ON "wallet_key_export"("challenge_id");

-- CreateIndex
CREATE INDEX "wallet_key_export_wallet_id_idx" ON "wallet_key_export"("wallet_id");

-- By hand.
-- An erasure deletes the wallet, and its exports with it.
ALTER TABLE "wallet_key_export"
  ADD CONSTRAINT "wallet_key_export_wallet_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "chain_wallet"("id") ON DELETE CASCADE;
