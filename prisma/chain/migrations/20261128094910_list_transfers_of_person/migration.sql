-- Written by hand.
-- The transfers of a person, newest first. Built beside the traffic: it is the only statement of its migration.
CREATE INDEX CONCURRENTLY "token_transfer_user_id_created_at_id_idx" ON "token_transfer" ("user_id", "created_at", "id");
