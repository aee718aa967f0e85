-- Written by hand.
-- The mints of a person. Built beside the traffic: it is the only statement of its migration.
CREATE INDEX CONCURRENTLY "mint_user_id_idx" ON "mint" ("user_id");
