-- Reasons of guests that are pruned.
CREATE INDEX CONCURRENTLY "order_return_history_guests_idx" ON "order_return_history" ("at") WHERE "actor_kind" = 'anonymous' AND "reason" IS NOT NULL;
