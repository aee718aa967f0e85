-- For the job that collects data exports.
CREATE INDEX CONCURRENTLY "data_exports_due_idx" ON "data_exports" ("due_at") WHERE "status" = 'PENDING';
