-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "delivery_discounts" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "order_line" ADD COLUMN     "discount_minor" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "discounts" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "promotion" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "activation" TEXT NOT NULL,
    "paid_by" TEXT NOT NULL,
    "seller_id" TEXT,
    "currency" CHAR(3),
    "basis_points" INTEGER,
    "amount_minor" BIGINT,
    "max_discount_minor" BIGINT,
    "minimum_minor" BIGINT,
    "buy_quantity" INTEGER,
    "get_quantity" INTEGER,
    "category_ids" TEXT[],
    "seller_ids" TEXT[],
    "product_ids" TEXT[],
    "first_order_only" BOOLEAN NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "max_redemptions" INTEGER,
    "max_per_person" INTEGER,
    "priority" INTEGER NOT NULL,
    "combinable" BOOLEAN NOT NULL,
    "redeemed" INTEGER NOT NULL DEFAULT 0,
    "ended_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "promotion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "promotion_code_batch" (
    "id" TEXT NOT NULL,
    "promotion_id" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "promotion_code_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "promotion_code" (
    "code" TEXT NOT NULL,
    "promotion_id" TEXT NOT NULL,
    "batch_id" TEXT,
    "checkout_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "promotion_code_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "promotion_use" (
    "promotion_id" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "used" INTEGER NOT NULL,

    CONSTRAINT "promotion_use_pkey" PRIMARY KEY ("promotion_id","person")
);

-- CreateTable
CREATE TABLE "promotion_redemption" (
    "promotion_id" TEXT NOT NULL,
    "checkout_id" TEXT NOT NULL,
    "person" TEXT,
    "code" TEXT,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "open_orders" INTEGER NOT NULL,
    "redeemed_at" TIMESTAMPTZ(3) NOT NULL,
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "promotion_redemption_pkey" PRIMARY KEY ("promotion_id","checkout_id")
);

-- CreateTable
CREATE TABLE "cart_promotion_code" (
    "cart_id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cart_promotion_code_pkey" PRIMARY KEY ("cart_id","code")
);

-- CreateIndex
CREATE INDEX "promotion_seller_id_created_at_id_idx" ON "promotion"("seller_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "promotion_created_at_id_idx" ON "promotion"("created_at", "id");

-- CreateIndex
CREATE INDEX "promotion_code_batch_promotion_id_created_at_id_idx" ON "promotion_code_batch"("promotion_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "promotion_code_promotion_id_idx" ON "promotion_code"("promotion_id");

-- CreateIndex
CREATE INDEX "promotion_code_batch_id_code_idx" ON "promotion_code"("batch_id", "code");

-- CreateIndex
CREATE INDEX "promotion_redemption_checkout_id_idx" ON "promotion_redemption"("checkout_id");

-- AddForeignKey
ALTER TABLE "promotion_code_batch" ADD CONSTRAINT "promotion_code_batch_promotion_id_fkey" FOREIGN KEY ("promotion_id") REFERENCES "promotion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_code" ADD CONSTRAINT "promotion_code_promotion_id_fkey" FOREIGN KEY ("promotion_id") REFERENCES "promotion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_code" ADD CONSTRAINT "promotion_code_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "promotion_code_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_use" ADD CONSTRAINT "promotion_use_promotion_id_fkey" FOREIGN KEY ("promotion_id") REFERENCES "promotion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_redemption" ADD CONSTRAINT "promotion_redemption_promotion_id_fkey" FOREIGN KEY ("promotion_id") REFERENCES "promotion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cart_promotion_code" ADD CONSTRAINT "cart_promotion_code_cart_id_fkey" FOREIGN KEY ("cart_id") REFERENCES "cart"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Automatic promotions that have not been ended: every quote looks for them.
CREATE INDEX "promotion_automatic_idx" ON "promotion"("starts_at") WHERE "activation" = 'AUTOMATIC' AND "ended_at" IS NULL;

ALTER TABLE "promotion"
  ADD CONSTRAINT "promotion_redemptions_in_cap" CHECK ("redeemed" >= 0 AND ("max_redemptions" IS NULL OR "redeemed" <= "max_redemptions")),
  ADD CONSTRAINT "promotion_payer" CHECK (("paid_by" = 'SELLER') = ("seller_id" IS NOT NULL)),
  ADD CONSTRAINT "promotion_window" CHECK ("ends_at" IS NULL OR "ends_at" > "starts_at"),
  ADD CONSTRAINT "promotion_positive" CHECK (coalesce("basis_points", 1) BETWEEN 1 AND 10000 AND coalesce("amount_minor", 1) > 0
    AND coalesce("max_discount_minor", 1) > 0 AND coalesce("minimum_minor", 0) >= 0 AND coalesce("buy_quantity", 1) > 0
    AND coalesce("get_quantity", 1) > 0 AND coalesce("max_redemptions", 1) > 0 AND coalesce("max_per_person", 1) > 0),
  ADD CONSTRAINT "promotion_currency" CHECK ("currency" IS NOT NULL OR num_nonnulls("amount_minor", "max_discount_minor", "minimum_minor") = 0),
  ADD CONSTRAINT "promotion_terms_of_kind" CHECK (CASE "kind"
    WHEN 'PERCENT' THEN "basis_points" IS NOT NULL AND num_nonnulls("amount_minor", "buy_quantity", "get_quantity") = 0
    WHEN 'FIXED' THEN "amount_minor" IS NOT NULL AND num_nonnulls("basis_points", "buy_quantity", "get_quantity") = 0
    WHEN 'FREE_DELIVERY' THEN num_nonnulls("basis_points", "amount_minor", "buy_quantity", "get_quantity") = 0
    WHEN 'BUY_X_GET_Y' THEN num_nonnulls("basis_points", "buy_quantity", "get_quantity") = 3 AND "amount_minor" IS NULL
    ELSE false END);

ALTER TABLE "promotion_use" ADD CONSTRAINT "promotion_use_not_negative" CHECK ("used" >= 0);

ALTER TABLE "promotion_redemption"
  ADD CONSTRAINT "promotion_redemption_amount" CHECK ("amount_minor" > 0),
  ADD CONSTRAINT "promotion_redemption_open" CHECK ("open_orders" >= 0 AND ("open_orders" = 0) = ("released_at" IS NOT NULL));

ALTER TABLE "order_line"
  ADD CONSTRAINT "order_line_discount" CHECK ("discount_minor" >= 0
    AND "discount_minor" <= "unit_price_minor" * coalesce("packed_quantity", "quantity")) NOT VALID;
ALTER TABLE "order_line" VALIDATE CONSTRAINT "order_line_discount";
