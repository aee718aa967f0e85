CREATE INDEX CONCURRENTLY "product_similar_idx" ON "product" ("category_id", "currency", "price_rank", "id") WHERE "listed";
