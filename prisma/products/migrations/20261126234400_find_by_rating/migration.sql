CREATE INDEX CONCURRENTLY "product_rating_idx" ON "product" ("rating_rank", "id") WHERE "listed";
