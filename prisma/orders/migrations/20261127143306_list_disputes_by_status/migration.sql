-- Lists of support by status. Built beside the traffic: it is the only statement of its migration.
CREATE INDEX CONCURRENTLY "dispute_status_created_at_id_idx" ON "dispute" ("status", "created_at", "id");
