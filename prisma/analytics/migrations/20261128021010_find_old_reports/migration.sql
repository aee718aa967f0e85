-- For the job that deletes ended reports.
CREATE INDEX CONCURRENTLY "reports_ended_idx" ON "reports" ("created_at") WHERE "status" NOT IN ('PENDING', 'RUNNING', 'COMPLETE');
