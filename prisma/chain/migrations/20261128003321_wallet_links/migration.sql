-- CreateTable
CREATE TABLE "wallet_challenge" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "wallet_challenge_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "wallet_challenge_user_id_expires_at_idx" ON "wallet_challenge"("user_id", "expires_at");

-- By hand.
ALTER TABLE "wallet_challenge"
  ADD CONSTRAINT "wallet_challenge_address" CHECK ("address" ~ '^0x[0-9a-f]{40}$');
