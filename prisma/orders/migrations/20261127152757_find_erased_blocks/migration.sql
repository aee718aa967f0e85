-- The rows that are pruned.
CREATE INDEX CONCURRENTLY "person_block_erased" ON "person_block" ("erased_at") WHERE "erased_at" IS NOT NULL;
