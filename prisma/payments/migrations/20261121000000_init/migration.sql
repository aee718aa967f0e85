-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "payment" (
    "id" TEXT NOT NULL,
    "checkout_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "buyer_id" TEXT,
    "method" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "authorized_minor" BIGINT NOT NULL DEFAULT 0,
    "captured_minor" BIGINT NOT NULL DEFAULT 0,
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "refunding_minor" BIGINT NOT NULL DEFAULT 0,
    "provider_ref" TEXT,
    "client_secret" TEXT,
    "action_url" TEXT,
    "failure_code" TEXT,
    "failure_message" TEXT,
    "end_reason" TEXT,
    "request_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "look_at" TIMESTAMPTZ(3),
    "correlation_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provider_call" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "amount_minor" BIGINT,
    "reason" TEXT,
    "refund_id" TEXT,
    "sealed" TEXT,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "claimed_until" TIMESTAMPTZ(3) NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "provider_call_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refund" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "provider_ref" TEXT,
    "failure" TEXT,
    "by_kind" TEXT NOT NULL,
    "by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provider_event" (
    "provider" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "object_ref" TEXT,
    "payment_id" TEXT,
    "payload" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "provider_event_pkey" PRIMARY KEY ("provider","event_id")
);

-- CreateTable
CREATE TABLE "fee_rule" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "target_id" TEXT NOT NULL DEFAULT '',
    "basis_points" INTEGER NOT NULL,
    "fixed" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fee_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "seller" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "seller_pkey" PRIMARY KEY ("id")
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

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "inbox" (
    "consumer" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("consumer","event_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "payment_order_id_key" ON "payment"("order_id");

-- CreateIndex
CREATE INDEX "payment_checkout_id_idx" ON "payment"("checkout_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_provider_provider_ref_key" ON "payment"("provider", "provider_ref");

-- CreateIndex
CREATE INDEX "payment_status_created_at_id_idx" ON "payment"("status", "created_at", "id");

-- CreateIndex
CREATE INDEX "payment_seller_id_created_at_id_idx" ON "payment"("seller_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "payment_created_at_id_idx" ON "payment"("created_at", "id");

-- CreateIndex
CREATE INDEX "provider_call_payment_id_idx" ON "provider_call"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "refund_provider_ref_key" ON "refund"("provider_ref");

-- CreateIndex
CREATE UNIQUE INDEX "refund_payment_id_idempotency_key_key" ON "refund"("payment_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "fee_rule_scope_target_id_key" ON "fee_rule"("scope", "target_id");

-- CreateIndex
CREATE INDEX "seller_user_id_idx" ON "seller"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_id_key" ON "outbox"("id");

-- AddForeignKey
ALTER TABLE "provider_call" ADD CONSTRAINT "provider_call_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE INDEX outbox_unsent ON outbox (position) WHERE sent_at IS NULL;

-- Whatever goes wrong above: nobody is charged more than was held, and nobody gets back more than was charged.
ALTER TABLE "payment"
  ADD CONSTRAINT "payment_amount_check" CHECK ("amount_minor" > 0),
  ADD CONSTRAINT "payment_authorized_check" CHECK ("authorized_minor" >= 0),
  ADD CONSTRAINT "payment_captured_check" CHECK ("captured_minor" BETWEEN 0 AND "authorized_minor"),
  ADD CONSTRAINT "payment_refunded_check" CHECK ("refunded_minor" >= 0 AND "refunding_minor" >= 0 AND "refunded_minor" + "refunding_minor" <= "captured_minor"),
  ADD CONSTRAINT "payment_method_check" CHECK ("method" IN ('STRIPE_CARD', 'MPESA', 'WALLET', 'PAYMENT_3P')),
  ADD CONSTRAINT "payment_status_check" CHECK ("status" IN ('CREATED', 'REQUIRES_ACTION', 'AUTHORIZED', 'FAILED', 'CAPTURED',
    'PARTIALLY_CAPTURED', 'VOIDED', 'EXPIRED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'DISPUTED', 'CHARGED_BACK')),
  ADD CONSTRAINT "payment_failure_check" CHECK (("status" = 'FAILED') = ("failure_code" IS NOT NULL));

ALTER TABLE "provider_call"
  ADD CONSTRAINT "provider_call_kind_check" CHECK ("kind" IN ('AUTHORIZE', 'CAPTURE', 'VOID', 'REFUND')),
  ADD CONSTRAINT "provider_call_status_check" CHECK ("status" IN ('PENDING', 'DONE', 'FAILED')),
  ADD CONSTRAINT "provider_call_sealed_check" CHECK ("status" = 'PENDING' OR "sealed" IS NULL);

-- A payment is authorised once, and charged or let go once.
CREATE UNIQUE INDEX provider_call_one_beginning ON provider_call (payment_id) WHERE kind = 'AUTHORIZE';
CREATE UNIQUE INDEX provider_call_one_ending ON provider_call (payment_id) WHERE kind IN ('CAPTURE', 'VOID') AND status <> 'FAILED';
CREATE INDEX provider_call_pending ON provider_call (claimed_until) WHERE status = 'PENDING';

CREATE INDEX payment_to_look_at ON payment (look_at) WHERE look_at IS NOT NULL;

ALTER TABLE "refund"
  ADD CONSTRAINT "refund_amount_check" CHECK ("amount_minor" > 0),
  ADD CONSTRAINT "refund_status_check" CHECK ("status" IN ('PENDING', 'SUCCEEDED', 'FAILED'));

CREATE INDEX provider_event_waiting ON provider_event (next_try_at) WHERE processed_at IS NULL;

ALTER TABLE "fee_rule"
  ADD CONSTRAINT "fee_rule_scope_check" CHECK ("scope" IN ('DEFAULT', 'CATEGORY', 'SELLER')),
  ADD CONSTRAINT "fee_rule_target_check" CHECK (("scope" = 'DEFAULT') = ("target_id" = '')),
  ADD CONSTRAINT "fee_rule_basis_points_check" CHECK ("basis_points" BETWEEN 0 AND 10000);

INSERT INTO fee_rule (id, scope, basis_points, created_at, updated_at)
VALUES ('fee_00000000-0000-7000-8000-000000000150', 'DEFAULT', 150, now(), now());
