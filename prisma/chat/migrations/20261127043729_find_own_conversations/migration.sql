-- The copy of a person's data, by conversation.
CREATE INDEX CONCURRENTLY "participant_user_id_conversation_id_idx" ON "participant"("user_id", "conversation_id");
