CREATE INDEX CONCURRENTLY "notifications_next_idx" ON "notifications" ("channel", "urgent" DESC, ("topic" = 'MARKETING'), "due_at") WHERE "due_at" IS NOT NULL;
