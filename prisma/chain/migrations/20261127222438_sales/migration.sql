-- CreateTable
CREATE TABLE "token_product" (
    "token_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "is_told" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "token_product_pkey" PRIMARY KEY ("token_id")
);

-- CreateTable
CREATE TABLE "sale" (
    "line_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "token_id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "mint_id" TEXT,
    "reserved_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "sale_pkey" PRIMARY KEY ("line_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "token_product_product_id_key" ON "token_product"("product_id");

-- CreateIndex
CREATE UNIQUE INDEX "sale_mint_id_key" ON "sale"("mint_id");

-- CreateIndex
CREATE INDEX "sale_order_id_line_id_idx" ON "sale"("order_id", "line_id");

-- CreateIndex
CREATE INDEX "sale_token_id_idx" ON "sale"("token_id");

-- CreateIndex
CREATE INDEX "sale_store_id_reserved_at_idx" ON "sale"("store_id", "reserved_at");

-- By hand.
CREATE INDEX "token_product_untold" ON "token_product" ("token_id") WHERE NOT "is_told";
CREATE INDEX "sale_held" ON "sale" ("expires_at") WHERE "status" = 'HELD';

ALTER TABLE "token_product"
  ADD CONSTRAINT "token_product_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "token"("id");

ALTER TABLE "sale"
  ADD CONSTRAINT "sale_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "token"("id"),
  ADD CONSTRAINT "sale_mint_id_fkey" FOREIGN KEY ("mint_id") REFERENCES "mint"("id"),
  ADD CONSTRAINT "sale_quantity" CHECK ("quantity" > 0),
  ADD CONSTRAINT "sale_status" CHECK ("status" IN ('HELD', 'COMMITTED', 'MINTING', 'MINTED', 'FAILED', 'RELEASED', 'EXPIRED')),
  -- A sale that could not be minted may have no mint: its buyer has no account any more.
  ADD CONSTRAINT "sale_mint" CHECK (CASE WHEN "status" IN ('MINTING', 'MINTED') THEN "mint_id" IS NOT NULL
    WHEN "status" = 'FAILED' THEN true ELSE "mint_id" IS NULL END);
