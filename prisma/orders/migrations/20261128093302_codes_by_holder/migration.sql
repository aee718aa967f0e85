-- The copy of a person's data. Built beside the traffic: it is the only statement of its migration.
CREATE INDEX CONCURRENTLY "promotion_code_holder_id_idx" ON "promotion_code"("holder_id");
