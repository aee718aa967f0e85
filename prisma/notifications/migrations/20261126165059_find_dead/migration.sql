CREATE INDEX CONCURRENTLY "notifications_dead_idx" ON "notifications" ("id") WHERE "status" = 'DEAD';
