-- A schedule makes one report about a period.
CREATE UNIQUE INDEX CONCURRENTLY "reports_one_of_a_period" ON "reports" ("schedule_id", "to_day") WHERE "schedule_id" IS NOT NULL;
