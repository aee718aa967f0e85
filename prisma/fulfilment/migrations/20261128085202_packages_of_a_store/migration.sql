-- Lists of API keys. Built beside the traffic: it is the only statement of its migration.
CREATE INDEX CONCURRENTLY "packaging_store_id_created_at_id_idx" ON "packaging" ("store_id", "created_at", "id");
