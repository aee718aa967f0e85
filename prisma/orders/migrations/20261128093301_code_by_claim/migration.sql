-- A claim has one code. Built beside the traffic: it is the only statement of its migration.
CREATE UNIQUE INDEX CONCURRENTLY "promotion_code_claim_id_key" ON "promotion_code"("claim_id");
