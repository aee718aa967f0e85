-- For the job that deletes old visits.
CREATE INDEX CONCURRENTLY "funnel_visits_at_idx" ON "funnel_visits" ("at");
