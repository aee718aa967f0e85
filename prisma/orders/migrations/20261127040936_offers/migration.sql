-- AlterTable
ALTER TABLE "order_line" ADD COLUMN     "offer_id" TEXT;

-- CreateTable
CREATE TABLE "offer" (
    "id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "store_id" TEXT,
    "buyer_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "options" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "unit_price_minor" BIGINT NOT NULL,
    "list_price_minor" BIGINT NOT NULL,
    "proposals" INTEGER NOT NULL DEFAULT 1,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "valid_until" TIMESTAMPTZ(3),
    "order_id" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "offer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "offer_step" (
    "offer_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "side" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "unit_price_minor" BIGINT,
    "message" TEXT,
    "automatic" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "offer_step_pkey" PRIMARY KEY ("offer_id","version")
);

-- CreateTable
CREATE TABLE "person_block" (
    "blocker_id" TEXT NOT NULL,
    "blocked_id" TEXT NOT NULL,
    "is_blocked" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_block_pkey" PRIMARY KEY ("blocker_id","blocked_id")
);

-- CreateTable
CREATE TABLE "store_member" (
    "store_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "store_member_pkey" PRIMARY KEY ("store_id","user_id")
);

-- CreateIndex
CREATE INDEX "offer_buyer_id_created_at_id_idx" ON "offer"("buyer_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "offer_seller_id_created_at_id_idx" ON "offer"("seller_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "offer_store_id_created_at_id_idx" ON "offer"("store_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "offer_product_id_created_at_id_idx" ON "offer"("product_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "person_block_blocked_id_idx" ON "person_block"("blocked_id");

-- CreateIndex
CREATE INDEX "store_member_user_id_idx" ON "store_member"("user_id");

-- AddForeignKey
ALTER TABLE "offer_step" ADD CONSTRAINT "offer_step_offer_id_fkey" FOREIGN KEY ("offer_id") REFERENCES "offer"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "offer" ADD CONSTRAINT "offer_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "offer"
  ADD CONSTRAINT "offer_status" CHECK ("status" IN ('OPEN', 'COUNTERED', 'ACCEPTED', 'USED', 'DECLINED', 'WITHDRAWN', 'EXPIRED')),
  ADD CONSTRAINT "offer_quantity" CHECK ("quantity" BETWEEN 1 AND 999),
  ADD CONSTRAINT "offer_price" CHECK ("unit_price_minor" > 0 AND "list_price_minor" > 0),
  ADD CONSTRAINT "offer_accepted" CHECK (("valid_until" IS NOT NULL) OR "status" NOT IN ('ACCEPTED', 'USED')),
  -- An order has the price exactly while the offer is used.
  ADD CONSTRAINT "offer_used" CHECK (("order_id" IS NOT NULL) = ("status" = 'USED'));
-- One open offer of a buyer for a product.
CREATE UNIQUE INDEX "offer_open_idx" ON "offer" ("buyer_id", "product_id") WHERE "status" IN ('OPEN', 'COUNTERED');
CREATE INDEX "offer_unanswered_idx" ON "offer" ("expires_at") WHERE "status" IN ('OPEN', 'COUNTERED');
CREATE INDEX "offer_accepted_idx" ON "offer" ("buyer_id") WHERE "status" = 'ACCEPTED';
CREATE INDEX "offer_unordered_idx" ON "offer" ("valid_until") WHERE "status" = 'ACCEPTED';
CREATE INDEX "offer_order_idx" ON "offer" ("order_id") WHERE "order_id" IS NOT NULL;
CREATE INDEX "offer_unused_idx" ON "offer" ("updated_at") WHERE "status" IN ('DECLINED', 'WITHDRAWN', 'EXPIRED');

ALTER TABLE "offer_step"
  ADD CONSTRAINT "offer_step_side" CHECK ("side" IN ('BUYER', 'SELLER')),
  ADD CONSTRAINT "offer_step_status" CHECK ("status" IN ('OPEN', 'COUNTERED', 'ACCEPTED', 'USED', 'DECLINED', 'WITHDRAWN', 'EXPIRED'));
CREATE INDEX "offer_step_author_idx" ON "offer_step" ("actor_id") WHERE "message" IS NOT NULL;
CREATE INDEX "offer_step_message_idx" ON "offer_step" ("at") WHERE "message" IS NOT NULL;
