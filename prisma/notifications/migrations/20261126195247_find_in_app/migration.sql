CREATE INDEX CONCURRENTLY "notifications_in_app_idx" ON "notifications"("user_id", "id") WHERE "channel" = 'IN_APP' AND "status" = 'SENT';
