-- CreateTable
CREATE TABLE "deposit" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "wallet_id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "excise_minor" BIGINT NOT NULL DEFAULT 0,
    "received_minor" BIGINT,
    "receipt" TEXT,
    "client_secret" TEXT,
    "action_url" TEXT,
    "failure_code" TEXT,
    "failure_message" TEXT,
    "idempotency_key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "look_at" TIMESTAMPTZ(3),
    "correlation_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deposit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "withdrawal" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "wallet_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "withholding_minor" BIGINT NOT NULL DEFAULT 0,
    "phone" TEXT,
    "challenge_id" TEXT,
    "code_sent_to" TEXT,
    "code_expires_at" TIMESTAMPTZ(3),
    "receipt" TEXT,
    "failure_code" TEXT,
    "failure_message" TEXT,
    "contradicted" BOOLEAN NOT NULL DEFAULT false,
    "idempotency_key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "submitted_at" TIMESTAMPTZ(3),
    "look_at" TIMESTAMPTZ(3),
    "correlation_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "withdrawal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "withdrawal_history" (
    "withdrawal_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "from" TEXT,
    "to" TEXT NOT NULL,
    "by_kind" TEXT NOT NULL,
    "by_id" TEXT,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "withdrawal_history_pkey" PRIMARY KEY ("withdrawal_id","version")
);

-- CreateTable
CREATE TABLE "wallet_hold" (
    "reference" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "captured_minor" BIGINT NOT NULL DEFAULT 0,
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "wallet_hold_pkey" PRIMARY KEY ("reference")
);

-- CreateTable
CREATE TABLE "wallet_refund" (
    "reference" TEXT NOT NULL,
    "hold_reference" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "wallet_refund_pkey" PRIMARY KEY ("reference")
);

-- CreateTable
CREATE TABLE "sale_order" (
    "order_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "delivery_minor" BIGINT NOT NULL,
    "tax_minor" BIGINT NOT NULL,
    "fee_minor" BIGINT NOT NULL,
    "is_final" BOOLEAN NOT NULL DEFAULT false,
    "received_at" TIMESTAMPTZ(3),
    "sequence" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sale_order_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "sale" (
    "payment_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "captured_minor" BIGINT NOT NULL,
    "captured_at" TIMESTAMPTZ(3) NOT NULL,
    "seller_minor" BIGINT,
    "fee_minor" BIGINT,
    "tax_minor" BIGINT,
    "delivery_minor" BIGINT,
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "seller_refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "fee_refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "tax_refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "delivery_refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "is_disputed" BOOLEAN NOT NULL DEFAULT false,
    "available_at" TIMESTAMPTZ(3) NOT NULL,
    "posted_at" TIMESTAMPTZ(3),

    CONSTRAINT "sale_pkey" PRIMARY KEY ("payment_id")
);

-- CreateTable
CREATE TABLE "sale_refund" (
    "reference" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "posted_at" TIMESTAMPTZ(3),

    CONSTRAINT "sale_refund_pkey" PRIMARY KEY ("reference")
);

-- CreateTable
CREATE TABLE "seller" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "seller_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "deposit_owner_id_created_at_id_idx" ON "deposit"("owner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "deposit_created_at_id_idx" ON "deposit"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "deposit_owner_id_idempotency_key_key" ON "deposit"("owner_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "withdrawal_owner_id_created_at_id_idx" ON "withdrawal"("owner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "withdrawal_status_created_at_id_idx" ON "withdrawal"("status", "created_at", "id");

-- CreateIndex
CREATE INDEX "withdrawal_created_at_id_idx" ON "withdrawal"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "withdrawal_owner_id_idempotency_key_key" ON "withdrawal"("owner_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "wallet_hold_user_id_idx" ON "wallet_hold"("user_id");

-- CreateIndex
CREATE INDEX "wallet_refund_hold_reference_idx" ON "wallet_refund"("hold_reference");

-- CreateIndex
CREATE UNIQUE INDEX "sale_order_id_key" ON "sale"("order_id");

-- CreateIndex
CREATE INDEX "sale_seller_id_idx" ON "sale"("seller_id");

-- CreateIndex
CREATE INDEX "sale_refund_payment_id_position_idx" ON "sale_refund"("payment_id", "position");

-- CreateIndex
CREATE INDEX "seller_user_id_idx" ON "seller"("user_id");

-- AddForeignKey
ALTER TABLE "withdrawal_history" ADD CONSTRAINT "withdrawal_history_withdrawal_id_fkey" FOREIGN KEY ("withdrawal_id") REFERENCES "withdrawal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wallet_refund" ADD CONSTRAINT "wallet_refund_hold_reference_fkey" FOREIGN KEY ("hold_reference") REFERENCES "wallet_hold"("reference") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sale_refund" ADD CONSTRAINT "sale_refund_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "sale"("payment_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Amounts fit together, also after a change by hand.
ALTER TABLE "deposit" ADD CONSTRAINT "deposit_amounts" CHECK (
  "amount_minor" > 0 AND "excise_minor" BETWEEN 0 AND "amount_minor" AND ("received_minor" IS NULL OR "received_minor" > 0)
);
ALTER TABLE "deposit" ADD CONSTRAINT "deposit_completed" CHECK (
  "status" <> 'COMPLETED' OR "received_minor" = "amount_minor"
);
ALTER TABLE "withdrawal" ADD CONSTRAINT "withdrawal_amounts" CHECK (
  "amount_minor" > 0 AND "withholding_minor" >= 0 AND "withholding_minor" < "amount_minor"
);
ALTER TABLE "wallet_hold" ADD CONSTRAINT "wallet_hold_amounts" CHECK (
  "amount_minor" > 0 AND "captured_minor" BETWEEN 0 AND "amount_minor" AND "refunded_minor" BETWEEN 0 AND "captured_minor"
);
ALTER TABLE "wallet_refund" ADD CONSTRAINT "wallet_refund_amount" CHECK ("amount_minor" > 0);
ALTER TABLE "sale" ADD CONSTRAINT "sale_parts" CHECK (
  "posted_at" IS NULL OR "seller_minor" + "fee_minor" + "tax_minor" + "delivery_minor" = "captured_minor"
);
ALTER TABLE "sale" ADD CONSTRAINT "sale_refunds" CHECK (
  "refunded_minor" BETWEEN 0 AND "captured_minor"
  AND "seller_refunded_minor" + "fee_refunded_minor" + "tax_refunded_minor" + "delivery_refunded_minor" = "refunded_minor"
  AND "seller_refunded_minor" BETWEEN 0 AND coalesce("seller_minor", 0)
  AND "fee_refunded_minor" BETWEEN 0 AND coalesce("fee_minor", 0)
  AND "tax_refunded_minor" BETWEEN 0 AND coalesce("tax_minor", 0)
  AND "delivery_refunded_minor" BETWEEN 0 AND coalesce("delivery_minor", 0)
);

-- What is open: few rows, looked for every second.
CREATE INDEX "deposit_look_at" ON "deposit" ("look_at") WHERE "look_at" IS NOT NULL;
CREATE INDEX "withdrawal_look_at" ON "withdrawal" ("look_at") WHERE "look_at" IS NOT NULL;
CREATE INDEX "wallet_hold_open" ON "wallet_hold" ("expires_at") WHERE "status" = 'HELD';
CREATE INDEX "sale_not_posted" ON "sale" ("captured_at") WHERE "posted_at" IS NULL;
CREATE INDEX "sale_refund_not_posted" ON "sale_refund" ("payment_id") WHERE "posted_at" IS NULL;
