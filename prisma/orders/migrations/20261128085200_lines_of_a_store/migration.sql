-- Orders of a store, for its API keys. Built beside the traffic: it is the only statement of its migration.
CREATE INDEX CONCURRENTLY "order_line_store_id_order_id_idx" ON "order_line" ("store_id", "order_id");
