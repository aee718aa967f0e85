CREATE INDEX CONCURRENTLY "product_category_rating_idx" ON "product" ("category_id", "rating_rank", "id") WHERE "listed";
