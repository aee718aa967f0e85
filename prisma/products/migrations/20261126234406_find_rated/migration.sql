CREATE INDEX CONCURRENTLY "product_rated_idx" ON "product" ("newest_at", "id") WHERE "listed" AND "rating_count" > 0;
