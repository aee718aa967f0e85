-- Written by hand.
-- The index of the migration before serves its questions. Dropped beside the traffic: it is the only statement of its migration.
DROP INDEX CONCURRENTLY "token_transfer_user_id_idx";
