-- CreateTable
CREATE TABLE "airdrop" (
    "id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "token_id" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "pending" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "airdrop_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "airdrop_recipient" (
    "airdrop_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "mint_id" TEXT,

    CONSTRAINT "airdrop_recipient_pkey" PRIMARY KEY ("airdrop_id","number")
);

-- CreateIndex
CREATE INDEX "airdrop_store_id_idx" ON "airdrop"("store_id");

-- CreateIndex
CREATE INDEX "airdrop_token_id_idx" ON "airdrop"("token_id");

-- CreateIndex
CREATE UNIQUE INDEX "airdrop_recipient_mint_id_key" ON "airdrop_recipient"("mint_id");

-- CreateIndex
CREATE UNIQUE INDEX "airdrop_recipient_airdrop_id_address_key" ON "airdrop_recipient"("airdrop_id", "address");

-- By hand.
CREATE INDEX "airdrop_pending" ON "airdrop" ("sent_at", "id") WHERE "pending" > 0;
ALTER TABLE "airdrop"
  ADD CONSTRAINT "airdrop_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "token"("id"),
  ADD CONSTRAINT "airdrop_status" CHECK ("status" IN ('DRAFT', 'SENDING', 'CANCELLED')),
  ADD CONSTRAINT "airdrop_sent_at" CHECK (("status" = 'SENDING') = ("sent_at" IS NOT NULL)),
  ADD CONSTRAINT "airdrop_total" CHECK (0 <= "pending" AND "pending" <= "total" AND "total" > 0 AND "amount" > 0);
ALTER TABLE "airdrop_recipient"
  ADD CONSTRAINT "airdrop_recipient_airdrop_id_fkey" FOREIGN KEY ("airdrop_id") REFERENCES "airdrop"("id"),
  ADD CONSTRAINT "airdrop_recipient_mint_id_fkey" FOREIGN KEY ("mint_id") REFERENCES "mint"("id");
