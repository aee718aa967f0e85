-- CreateTable
CREATE TABLE "claim_link" (
    "id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "token_id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "quota" INTEGER NOT NULL,
    "claimed" INTEGER NOT NULL DEFAULT 0,
    "is_restricted" BOOLEAN NOT NULL,
    "salt" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "claim_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "claim_allowed" (
    "link_id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,

    CONSTRAINT "claim_allowed_pkey" PRIMARY KEY ("link_id","digest")
);

-- CreateTable
CREATE TABLE "claim" (
    "id" TEXT NOT NULL,
    "link_id" TEXT NOT NULL,
    "user_id" TEXT,
    "mint_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "claim_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "claim_link_code_key" ON "claim_link"("code");

-- CreateIndex
CREATE INDEX "claim_link_store_id_created_at_id_idx" ON "claim_link"("store_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "claim_mint_id_key" ON "claim"("mint_id");

-- CreateIndex
CREATE INDEX "claim_user_id_idx" ON "claim"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "claim_link_id_user_id_key" ON "claim"("link_id", "user_id");

-- By hand.
ALTER TABLE "claim_link"
  ADD CONSTRAINT "claim_link_quota" CHECK (0 <= "claimed" AND "claimed" <= "quota" AND "quota" > 0),
  ADD CONSTRAINT "claim_link_window" CHECK ("starts_at" IS NULL OR "ends_at" IS NULL OR "starts_at" < "ends_at");
ALTER TABLE "claim_allowed"
  ADD CONSTRAINT "claim_allowed_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "claim_link"("id") ON DELETE CASCADE;
ALTER TABLE "claim"
  ADD CONSTRAINT "claim_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "claim_link"("id"),
  ADD CONSTRAINT "claim_mint_id_fkey" FOREIGN KEY ("mint_id") REFERENCES "mint"("id");
