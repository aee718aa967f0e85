-- The rows that are pruned.
CREATE INDEX CONCURRENTLY "person_block_of_earlier_versions" ON "person_block" ("changed_at") WHERE "sequence" = 0;
