CREATE INDEX CONCURRENTLY "product_store_seller_idx" ON "product" ("store_id", "seller_id") WHERE "store_id" IS NOT NULL;
