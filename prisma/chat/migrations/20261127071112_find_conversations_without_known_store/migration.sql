-- The conversations whose store a job has to ask for.
CREATE INDEX CONCURRENTLY "conversation_without_known_store" ON "conversation" ("id") WHERE NOT "store_is_known";
