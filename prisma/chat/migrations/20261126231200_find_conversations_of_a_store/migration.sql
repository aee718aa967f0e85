-- The list of a store, and its unread messages.
CREATE INDEX CONCURRENTLY "participant_store_id_last_message_at_conversation_id_idx" ON "participant"("store_id", "last_message_at", "conversation_id");
