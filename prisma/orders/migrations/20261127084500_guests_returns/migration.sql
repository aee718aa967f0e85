-- Texts of guests that are pruned.
CREATE INDEX CONCURRENTLY "order_return_guests_texts_idx" ON "order_return" ("closed_at") WHERE "buyer_id" IS NULL AND ("note" <> '' OR "tracking_number" IS NOT NULL);
