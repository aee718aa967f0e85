-- The copy of a person's data reads the payments of one buyer. Built beside the traffic: it is the only statement of its migration.
CREATE INDEX CONCURRENTLY "payment_buyer_id_created_at_id_idx" ON "payment" ("buyer_id", "created_at", "id");
