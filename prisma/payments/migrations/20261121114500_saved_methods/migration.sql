-- AlterTable
ALTER TABLE "payment" ADD COLUMN     "authorized_at" TIMESTAMPTZ(3),
ADD COLUMN     "captured_at" TIMESTAMPTZ(3),
ADD COLUMN     "generation" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "saved_method_id" TEXT;

-- AlterTable
ALTER TABLE "provider_call" ADD COLUMN     "generation" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "past_authorization" (
    "provider" TEXT NOT NULL,
    "provider_ref" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "authorized_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "past_authorization_pkey" PRIMARY KEY ("provider","provider_ref")
);

-- CreateTable
CREATE TABLE "payment_customer" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "ref" TEXT,
    "state" TEXT NOT NULL DEFAULT 'ACTIVE',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "claimed_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "saved_method" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "provider_ref" TEXT,
    "brand" TEXT,
    "last4" TEXT,
    "exp_month" INTEGER,
    "exp_year" INTEGER,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "make_default" BOOLEAN NOT NULL DEFAULT false,
    "idempotency_key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "sealed" TEXT,
    "failure_code" TEXT,
    "failure_message" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "claimed_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saved_method_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "past_authorization_payment_id_idx" ON "past_authorization"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_customer_user_id_provider_key" ON "payment_customer"("user_id", "provider");

-- CreateIndex
CREATE INDEX "saved_method_user_id_created_at_id_idx" ON "saved_method"("user_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "saved_method_user_id_idempotency_key_key" ON "saved_method"("user_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "payment_authorized_at_id_idx" ON "payment"("authorized_at", "id");

-- CreateIndex
CREATE INDEX "payment_captured_at_id_idx" ON "payment"("captured_at", "id");

-- AddForeignKey
ALTER TABLE "past_authorization" ADD CONSTRAINT "past_authorization_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Payments from before the columns: as near as their rows tell.
UPDATE "payment" SET "authorized_at" = "created_at" WHERE "authorized_minor" > 0;
UPDATE "payment" SET "captured_at" = "updated_at" WHERE "captured_minor" > 0;

ALTER TABLE "payment" ADD CONSTRAINT "payment_generation_check" CHECK ("generation" >= 1);

-- Each authorisation that follows an expired one is asked for once.
ALTER TABLE "provider_call" DROP CONSTRAINT "provider_call_kind_check",
  ADD CONSTRAINT "provider_call_kind_check" CHECK ("kind" IN ('AUTHORIZE', 'REAUTHORIZE', 'CAPTURE', 'VOID', 'REFUND'));
CREATE UNIQUE INDEX provider_call_one_authorization ON provider_call (payment_id, generation) WHERE kind = 'REAUTHORIZE';

ALTER TABLE "payment_customer"
  ADD CONSTRAINT "payment_customer_state_check" CHECK ("state" IN ('ACTIVE', 'FORGETTING', 'FORGOTTEN')),
  ADD CONSTRAINT "payment_customer_claim_check" CHECK (("state" = 'FORGETTING') = ("claimed_until" IS NOT NULL));
CREATE INDEX payment_customer_to_forget ON payment_customer (claimed_until) WHERE claimed_until IS NOT NULL;

ALTER TABLE "saved_method"
  ADD CONSTRAINT "saved_method_status_check" CHECK ("status" IN ('PENDING', 'ACTIVE', 'FAILED', 'REMOVING', 'REMOVED')),
  ADD CONSTRAINT "saved_method_claim_check" CHECK (("status" IN ('PENDING', 'REMOVING')) = ("claimed_until" IS NOT NULL)),
  ADD CONSTRAINT "saved_method_sealed_check" CHECK ("status" = 'PENDING' OR "sealed" IS NULL),
  ADD CONSTRAINT "saved_method_active_check" CHECK ("status" <> 'ACTIVE' OR num_nulls("provider_ref", "brand", "last4", "exp_month", "exp_year") = 0),
  ADD CONSTRAINT "saved_method_default_check" CHECK (NOT "is_default" OR "status" = 'ACTIVE');
-- One thing at a provider is saved once; a person has one default.
CREATE UNIQUE INDEX saved_method_provider_ref ON saved_method (provider, provider_ref) WHERE status IN ('ACTIVE', 'REMOVING');
CREATE UNIQUE INDEX saved_method_default ON saved_method (user_id) WHERE is_default;
CREATE INDEX saved_method_waiting ON saved_method (claimed_until) WHERE claimed_until IS NOT NULL;
