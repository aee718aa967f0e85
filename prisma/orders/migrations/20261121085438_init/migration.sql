-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "cart" (
    "id" TEXT NOT NULL,
    "user_id" TEXT,
    "token_hash" TEXT,
    "currency" CHAR(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cart_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cart_line" (
    "cart_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cart_line_pkey" PRIMARY KEY ("cart_id","variant_id")
);

-- CreateTable
CREATE TABLE "quote" (
    "id" TEXT NOT NULL,
    "cart_id" TEXT NOT NULL,
    "user_id" TEXT,
    "token_hash" TEXT,
    "email" TEXT NOT NULL,
    "address" JSONB,
    "content" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quote_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "checkout" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "quote_id" TEXT NOT NULL,
    "cart_id" TEXT NOT NULL,
    "buyer_id" TEXT,
    "token_hash" TEXT,
    "status" TEXT NOT NULL,
    "payment_method" TEXT NOT NULL,
    "actions" JSONB NOT NULL DEFAULT '[]',
    "refusal" JSONB,
    "currency" CHAR(3) NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "checkout_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "checkout_saga" (
    "checkout_id" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3),
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "reserved_again" BOOLEAN NOT NULL DEFAULT false,
    "sealed_payment" TEXT,
    "correlation_id" TEXT NOT NULL,
    "last_error" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "checkout_saga_pkey" PRIMARY KEY ("checkout_id")
);

-- CreateTable
CREATE TABLE "order_task" (
    "id" BIGSERIAL NOT NULL,
    "order_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "amount_minor" BIGINT,
    "reason" TEXT NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "next_at" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "order_task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "orders" (
    "id" TEXT NOT NULL,
    "checkout_id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "buyer_id" TEXT,
    "email" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "payment_status" TEXT NOT NULL,
    "delivery_method" TEXT NOT NULL,
    "address" JSONB,
    "currency" CHAR(3) NOT NULL,
    "items_minor" BIGINT NOT NULL,
    "delivery_minor" BIGINT NOT NULL,
    "tax_minor" BIGINT NOT NULL,
    "tax_included_minor" BIGINT NOT NULL,
    "discount_minor" BIGINT NOT NULL,
    "fee_minor" BIGINT NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "receipt_confirmed_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_line" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "variant_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "category_id" TEXT NOT NULL,
    "store_id" TEXT,
    "type" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "options" JSONB NOT NULL,
    "package" JSONB,
    "image_url" TEXT,
    "quantity" INTEGER NOT NULL,
    "packed_quantity" INTEGER,
    "unit_price_minor" BIGINT NOT NULL,
    "tax_basis_points" INTEGER NOT NULL,
    "tax_inclusive" BOOLEAN NOT NULL,
    "tax_minor" BIGINT NOT NULL,
    "fee_minor" BIGINT NOT NULL,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_history" (
    "id" BIGSERIAL NOT NULL,
    "order_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "reason" TEXT,

    CONSTRAINT "order_history_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tax_rate" (
    "country" TEXT NOT NULL,
    "category_id" TEXT NOT NULL DEFAULT '',
    "basis_points" INTEGER NOT NULL,
    "inclusive" BOOLEAN NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tax_rate_pkey" PRIMARY KEY ("country","category_id")
);

-- CreateTable
CREATE TABLE "seller" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL DEFAULT 0,

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
CREATE UNIQUE INDEX "cart_user_id_key" ON "cart"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "cart_token_hash_key" ON "cart"("token_hash");

-- CreateIndex
CREATE INDEX "quote_expires_at_idx" ON "quote"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "checkout_number_key" ON "checkout"("number");

-- CreateIndex
CREATE UNIQUE INDEX "checkout_owner_idempotency_key_key" ON "checkout"("owner", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "order_task_order_id_kind_key" ON "order_task"("order_id", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "orders_number_key" ON "orders"("number");

-- CreateIndex
CREATE INDEX "orders_checkout_id_idx" ON "orders"("checkout_id");

-- CreateIndex
CREATE INDEX "orders_buyer_id_created_at_id_idx" ON "orders"("buyer_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "orders_seller_id_created_at_id_idx" ON "orders"("seller_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "orders_created_at_id_idx" ON "orders"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "order_line_order_id_variant_id_key" ON "order_line"("order_id", "variant_id");

-- CreateIndex
CREATE INDEX "order_history_order_id_id_idx" ON "order_history"("order_id", "id");

-- CreateIndex
CREATE INDEX "seller_user_id_idx" ON "seller"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_id_key" ON "outbox"("id");

-- AddForeignKey
ALTER TABLE "cart_line" ADD CONSTRAINT "cart_line_cart_id_fkey" FOREIGN KEY ("cart_id") REFERENCES "cart"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_checkout_id_fkey" FOREIGN KEY ("checkout_id") REFERENCES "checkout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_history" ADD CONSTRAINT "order_history_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What Prisma's schema cannot say.

CREATE SEQUENCE "order_number";

ALTER TABLE "cart" ADD CONSTRAINT "cart_owner" CHECK (num_nonnulls("user_id", "token_hash") = 1);
ALTER TABLE "cart_line" ADD CONSTRAINT "cart_line_quantity" CHECK ("quantity" BETWEEN 1 AND 999);
CREATE INDEX "cart_abandoned_idx" ON "cart" ("updated_at") WHERE "user_id" IS NULL;

ALTER TABLE "checkout"
  ADD CONSTRAINT "checkout_status" CHECK ("status" IN ('PENDING', 'REQUIRES_ACTION', 'CONFIRMED', 'REJECTED', 'PAYMENT_FAILED', 'EXPIRED', 'CANCELLED')),
  ADD CONSTRAINT "checkout_total" CHECK ("total_minor" >= 0);
-- A quote is ordered once; what came to nothing may be tried again.
CREATE UNIQUE INDEX "checkout_quote_once" ON "checkout" ("quote_id") WHERE "status" IN ('PENDING', 'REQUIRES_ACTION', 'CONFIRMED');
CREATE INDEX "checkout_buyer_idx" ON "checkout" ("buyer_id") WHERE "buyer_id" IS NOT NULL;

ALTER TABLE "checkout_saga" ADD CONSTRAINT "checkout_saga_step"
  CHECK ("step" IN ('RESERVE', 'AUTHORIZE', 'AWAIT_ACTION', 'COMMIT', 'RESERVE_AGAIN', 'DONE') AND ("step" = 'DONE') = ("next_at" IS NULL));
CREATE INDEX "checkout_saga_due_idx" ON "checkout_saga" ("next_at") WHERE "next_at" IS NOT NULL;

ALTER TABLE "order_task"
  ADD CONSTRAINT "order_task_kind" CHECK ("kind" IN ('CAPTURE', 'VOID', 'RELEASE')),
  ADD CONSTRAINT "order_task_over" CHECK (num_nonnulls("next_at", "done_at", "failed_at") = 1);
CREATE INDEX "order_task_due_idx" ON "order_task" ("next_at") WHERE "next_at" IS NOT NULL;
CREATE INDEX "order_task_failed_idx" ON "order_task" ("failed_at") WHERE "failed_at" IS NOT NULL;

ALTER TABLE "orders"
  ADD CONSTRAINT "orders_status" CHECK ("status" IN ('PENDING', 'RESERVED', 'REJECTED', 'CONFIRMED', 'PAYMENT_FAILED', 'EXPIRED', 'CANCELLED',
    'PACKAGING', 'PACKAGED', 'PACKAGING_FAILED', 'IN_DELIVERY', 'DELIVERY_FAILED', 'RETURNED_TO_SENDER', 'FULFILLED')),
  ADD CONSTRAINT "orders_payment_status" CHECK ("payment_status" IN ('NONE', 'AUTHORIZED', 'PARTIALLY_CAPTURED', 'CAPTURED', 'VOIDED',
    'PARTIALLY_REFUNDED', 'REFUNDED', 'CHARGED_BACK')),
  ADD CONSTRAINT "orders_total" CHECK ("total_minor" = "items_minor" + "delivery_minor" + "tax_minor" - "discount_minor"
    AND least("items_minor", "delivery_minor", "tax_minor", "tax_included_minor", "discount_minor", "fee_minor", "total_minor") >= 0);

ALTER TABLE "order_line" ADD CONSTRAINT "order_line_amounts" CHECK ("quantity" > 0 AND "packed_quantity" BETWEEN 0 AND "quantity"
  AND "unit_price_minor" > 0 AND "tax_minor" >= 0 AND "fee_minor" >= 0 AND "tax_basis_points" BETWEEN 0 AND 10000);

ALTER TABLE "tax_rate" ADD CONSTRAINT "tax_rate_basis_points" CHECK ("basis_points" BETWEEN 0 AND 10000);

CREATE INDEX "outbox_unsent" ON "outbox" ("position") WHERE "sent_at" IS NULL;
