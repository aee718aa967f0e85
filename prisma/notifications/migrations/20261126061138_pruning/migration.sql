-- For the job that deletes old messages.
CREATE INDEX "notifications_created_at_idx" ON "notifications" USING brin ("created_at");
