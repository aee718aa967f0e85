CREATE INDEX CONCURRENTLY "notifications_unread_idx" ON "notifications"("user_id", "id") WHERE "channel" = 'IN_APP' AND "status" = 'SENT' AND "read_at" IS NULL;
