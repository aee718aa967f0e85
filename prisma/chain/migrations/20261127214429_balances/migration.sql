-- CreateTable
CREATE TABLE "followed_contract" (
    "collection_id" TEXT NOT NULL,
    "chain_id" INTEGER NOT NULL,
    "address" TEXT NOT NULL,

    CONSTRAINT "followed_contract_pkey" PRIMARY KEY ("collection_id")
);

-- CreateTable
CREATE TABLE "followed_block" (
    "chain_id" INTEGER NOT NULL,
    "number" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "followed_block_pkey" PRIMARY KEY ("chain_id","number")
);

-- CreateTable
CREATE TABLE "token_balance" (
    "token_id" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "block_number" BIGINT NOT NULL,

    CONSTRAINT "token_balance_pkey" PRIMARY KEY ("token_id","owner")
);

-- CreateIndex
CREATE INDEX "followed_contract_chain_id_idx" ON "followed_contract"("chain_id");

-- CreateIndex
CREATE INDEX "token_balance_block_number_idx" ON "token_balance"("block_number");

-- By hand.
-- Who has most of a token, and what an address has.
CREATE INDEX "token_balance_holders" ON "token_balance" ("token_id", "amount", "owner") WHERE "amount" > 0;
CREATE INDEX "token_balance_held" ON "token_balance" ("owner", "token_id") WHERE "amount" > 0;

ALTER TABLE "token_balance"
  ADD CONSTRAINT "token_balance_owner" CHECK ("owner" ~ '^0x[0-9a-f]{40}$'),
  ADD CONSTRAINT "token_balance_amount" CHECK ("amount" >= 0);

-- The contracts that were deployed before.
INSERT INTO "followed_contract" ("collection_id", "chain_id", "address")
  SELECT "id", "chain_id", lower("address") FROM "collection" WHERE "address" IS NOT NULL;
