-- Lists of API keys. Built beside the traffic: it is the only statement of its migration.
CREATE INDEX CONCURRENTLY "delivery_store_id_created_at_id_idx" ON "delivery" ("store_id", "created_at", "id");
