CREATE INDEX CONCURRENTLY "notifications_sending_idx" ON "notifications" ("due_at") WHERE "status" = 'SENDING';
