-- Written by hand.
-- The airdrops that a person gets items of, each once. Built beside the traffic: it is the only statement of its migration.
CREATE UNIQUE INDEX CONCURRENTLY "airdrop_recipient_user_id_airdrop_id_key" ON "airdrop_recipient" ("user_id", "airdrop_id");
