-- Lists of support by status. Built beside the traffic: it is the only statement of its migration.
CREATE INDEX CONCURRENTLY "order_return_status_created_at_id_idx" ON "order_return" ("status", "created_at", "id");
