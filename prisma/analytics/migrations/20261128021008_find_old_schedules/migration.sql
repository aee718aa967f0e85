-- For the job that deletes ended schedules.
CREATE INDEX CONCURRENTLY "report_schedules_ended_idx" ON "report_schedules" ("ended_at") WHERE "ended_at" IS NOT NULL;
