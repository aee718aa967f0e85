-- What a seller or a store sells, by price. Some databases have them from a build in between.
CREATE INDEX IF NOT EXISTS "product_seller_price_idx" ON "product" ("seller_id", "price_rank", "id") WHERE "listed";
CREATE INDEX IF NOT EXISTS "product_store_price_idx" ON "product" ("store_id", "price_rank", "id") WHERE "listed" AND "store_id" IS NOT NULL;
