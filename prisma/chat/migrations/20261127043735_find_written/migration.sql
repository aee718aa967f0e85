-- The copy of a person's data: what they wrote for a store.
CREATE INDEX CONCURRENTLY "message_sender_id_id_idx" ON "message"("sender_id", "id");
