-- A payer has a code once. Built beside the traffic: it is the only statement of its migration.
CREATE UNIQUE INDEX CONCURRENTLY "promotion_code_payer_key" ON "promotion_code" ("code", "payer");
