CREATE INDEX CONCURRENTLY "notifications_due_idx" ON "notifications" ("channel", "urgent" DESC, "due_at") WHERE "due_at" IS NOT NULL;
