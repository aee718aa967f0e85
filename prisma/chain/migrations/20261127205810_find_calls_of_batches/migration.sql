-- The calls of a batch.
CREATE INDEX CONCURRENTLY "chain_call_batch" ON "chain_call" ("batch_id") WHERE "batch_id" IS NOT NULL;
