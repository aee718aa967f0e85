-- The number of unread messages of a store.
CREATE INDEX CONCURRENTLY "participant_unread_of_store" ON "participant" ("store_id") WHERE "unread" > 0 AND "store_id" IS NOT NULL;
