-- CreateTable
CREATE TABLE "reward" (
    "id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "token_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT,
    "minimum_amount" INTEGER NOT NULL,
    "quota" INTEGER NOT NULL,
    "claimed" INTEGER NOT NULL DEFAULT 0,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reward_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reward_claim" (
    "id" TEXT NOT NULL,
    "reward_id" TEXT NOT NULL,
    "user_id" TEXT,
    "coupon_code" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "redeemed_at" TIMESTAMPTZ(3),
    "redeemed_by" TEXT,

    CONSTRAINT "reward_claim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reward_used" (
    "reward_id" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "token_id" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,

    CONSTRAINT "reward_used_pkey" PRIMARY KEY ("reward_id","owner")
);

-- CreateIndex
CREATE INDEX "reward_store_id_created_at_id_idx" ON "reward"("store_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "reward_token_id_idx" ON "reward"("token_id");

-- CreateIndex
CREATE UNIQUE INDEX "reward_claim_coupon_code_key" ON "reward_claim"("coupon_code");

-- CreateIndex
CREATE INDEX "reward_claim_user_id_idx" ON "reward_claim"("user_id");

-- CreateIndex
CREATE INDEX "reward_claim_redeemed_by_idx" ON "reward_claim"("redeemed_by");

-- CreateIndex
CREATE UNIQUE INDEX "reward_claim_reward_id_user_id_key" ON "reward_claim"("reward_id", "user_id");

-- CreateIndex
CREATE INDEX "reward_used_token_id_owner_idx" ON "reward_used"("token_id", "owner");

-- By hand.
ALTER TABLE "reward"
  ADD CONSTRAINT "reward_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "token"("id"),
  ADD CONSTRAINT "reward_kind" CHECK ("kind" = 'COUPON' AND "text" IS NOT NULL),
  ADD CONSTRAINT "reward_minimum_amount" CHECK ("minimum_amount" > 0),
  ADD CONSTRAINT "reward_quota" CHECK (0 <= "claimed" AND "claimed" <= "quota" AND "quota" > 0),
  ADD CONSTRAINT "reward_window" CHECK ("starts_at" IS NULL OR "ends_at" IS NULL OR "starts_at" < "ends_at");
ALTER TABLE "reward_claim"
  ADD CONSTRAINT "reward_claim_reward_id_fkey" FOREIGN KEY ("reward_id") REFERENCES "reward"("id"),
  ADD CONSTRAINT "reward_claim_redeemed" CHECK ("redeemed_at" IS NOT NULL OR "redeemed_by" IS NULL);
ALTER TABLE "reward_used"
  ADD CONSTRAINT "reward_used_reward_id_fkey" FOREIGN KEY ("reward_id") REFERENCES "reward"("id"),
  ADD CONSTRAINT "reward_used_owner" CHECK ("owner" ~ '^0x[0-9a-f]{40}$'),
  ADD CONSTRAINT "reward_used_amount" CHECK ("amount" >= 0);
